import type { AuthState, EmailAddress, Procedures, RecoveryCodes } from "@latchkey/server/types";
import { describe, expectTypeOf, it } from "vitest";
import type { Caller } from "../src/binding.ts";
import type { ChangePath, MutationPath, QueryPath } from "../src/paths.ts";
import type { AuthCalls } from "../src/useAuthCall.ts";
import { useResource } from "../src/useResource.ts";

declare const caller: Caller;
declare const calls: AuthCalls;
declare const useCaller: () => Caller;

describe("calls of the hooks", () => {
  it("take their path from the server's table", () => {
    expectTypeOf<QueryPath | MutationPath>().toEqualTypeOf<keyof Procedures>();
    void caller.mutate("account.email.setPrimary", { email: "ada@example.com" });
    // @ts-expect-error there is no such procedure
    void caller.mutate("account.email.setPrimry", { email: "ada@example.com" });
    // @ts-expect-error a query is not called as a mutation
    void caller.mutate("account.email.list", undefined);
    // @ts-expect-error a mutation is not read as a query
    void caller.query("account.email.add");
    // @ts-expect-error there is no such query
    useResource(useCaller, "mfa.authenticator");
  });

  it("take the input of their path", () => {
    void calls.change("account.login", { email: "ada@example.com", password: "x", remember: false });
    // @ts-expect-error the field is called remember
    void calls.change("account.login", { email: "ada@example.com", password: "x", rember: false });
    // @ts-expect-error the password is missing
    void calls.change("account.login", { email: "ada@example.com" });
    // @ts-expect-error a code is a string
    void calls.change("mfa.authenticate", { code: 123456 });
    // @ts-expect-error logging out has no input
    void calls.change("account.logout", { everywhere: true });
  });

  it("return the output of their path", () => {
    expectTypeOf(caller.mutate("account.login", { password: "x" })).resolves.toEqualTypeOf<AuthState>();
    expectTypeOf(calls.call("account.email.add", { email: "a@example.com" })).resolves.toEqualTypeOf<EmailAddress[]>();
    expectTypeOf(caller.fetch("mfa.recoveryCodes.get")).resolves.toEqualTypeOf<RecoveryCodes>();
    expectTypeOf(useResource(useCaller, "account.email.list").items).toEqualTypeOf<EmailAddress[] | undefined>();
    // @ts-expect-error the list contains addresses
    useResource(useCaller, "account.email.list").replace([{ phone: "+4915112345678", verified: true }]);
  });

  it("accept as the new state only an actual state", () => {
    expectTypeOf<"account.email.verify">().toExtend<ChangePath>();
    // @ts-expect-error adding an address returns the list
    void calls.change("account.email.add", { email: "ada@example.com" });
    // @ts-expect-error the output of a provider's callback contains more than the state
    void calls.change("social.callback", { provider: "local", state: "x" });
  });
});
