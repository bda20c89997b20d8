import { initTRPC } from "@trpc/server";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { AuthRouter } from "../../src/createAuth.ts";
import type { Differences, NoDifferences, TableOf } from "../../src/routerTable.ts";
import type { Mutation, Procedures, Query } from "../../src/wire/procedures.ts";
import type { SignupFields } from "../../src/wire/signupFields.ts";

const t = initTRPC.create();
const emailInput = z.object({ email: z.string(), remember: z.boolean().optional() });
const sampleRouter = t.router({
  session: t.router({ list: t.procedure.query((): string[] => []) }),
  account: t.router({
    email: t.router({ add: t.procedure.input(emailInput).mutation(({ input }): string[] => [input.email]) }),
  }),
});
type SampleTable = TableOf<typeof sampleRouter>;

type AddEmail = Mutation<string[], { email: string; remember?: boolean | undefined }>;
interface RightTable {
  "session.list": Query<string[]>;
  "account.email.add": AddEmail;
}
type ListOnly = Pick<RightTable, "session.list">;

describe("the proof of a router against a table", () => {
  it("accepts a table that matches the router", () => {
    expectTypeOf<NoDifferences<Differences<SampleTable, RightTable>>>().toEqualTypeOf<never>();
    expectTypeOf<keyof SampleTable>().toEqualTypeOf<keyof RightTable>();
  });

  it("refuses a misspelt path, and names it in both spellings", () => {
    interface Misspelt extends ListOnly {
      "account.email.ad": AddEmail;
    }
    // @ts-expect-error the path of the procedure is account.email.add
    expectTypeOf<NoDifferences<Differences<SampleTable, Misspelt>>>();
    expectTypeOf<Differences<SampleTable, Misspelt>>().toEqualTypeOf<"account.email.add" | "account.email.ad">();
  });

  it("refuses a procedure that the table lacks, and one that the router lacks", () => {
    // @ts-expect-error the table lacks account.email.add
    expectTypeOf<NoDifferences<Differences<SampleTable, ListOnly>>>();
    // @ts-expect-error the router lacks account.email.remove
    expectTypeOf<NoDifferences<Differences<SampleTable, RightTable & { "account.email.remove": AddEmail }>>>();
  });

  it("refuses an input whose field is misspelt, even where the field is optional", () => {
    interface Misspelt extends ListOnly {
      "account.email.add": Mutation<string[], { email: string; rember?: boolean | undefined }>;
    }
    // @ts-expect-error the field is called remember
    expectTypeOf<NoDifferences<Differences<SampleTable, Misspelt>>>();
  });

  it("refuses another output, and another kind of procedure", () => {
    interface OtherOutput extends ListOnly {
      "account.email.add": Mutation<number[], AddEmail["input"]>;
    }
    interface OtherKind extends Omit<RightTable, "session.list"> {
      "session.list": Mutation<string[]>;
    }
    // @ts-expect-error the procedure returns strings
    expectTypeOf<NoDifferences<Differences<SampleTable, OtherOutput>>>();
    // @ts-expect-error the procedure is a query
    expectTypeOf<NoDifferences<Differences<SampleTable, OtherKind>>>();
  });
});

describe("the table of the auth router", () => {
  interface Fields extends SignupFields {
    input: { displayName: string; newsletter?: boolean };
    data: { displayName: string; newsletter: boolean };
  }
  type Router = TableOf<AuthRouter<Fields>>;

  it("has the app's own fields where the router has them", () => {
    expectTypeOf<Differences<Router, Procedures<Fields>>>().toEqualTypeOf<never>();
    expectTypeOf<Differences<Router, Procedures>>()
      .extract<"account.signup" | "session.get">()
      .toEqualTypeOf<"account.signup" | "session.get">();
  });

  it("would not compile with a misspelt path, or without one of the router's", () => {
    type WithMisspelt = Procedures<Fields> & { "account.email.setPrimry": Procedures["account.email.setPrimary"] };
    type WithoutLogout = Omit<Procedures<Fields>, "account.logout">;
    // @ts-expect-error the path is account.email.setPrimary
    expectTypeOf<NoDifferences<Differences<Router, WithMisspelt>>>();
    // @ts-expect-error the router has account.logout
    expectTypeOf<NoDifferences<Differences<Router, WithoutLogout>>>();
  });
});
