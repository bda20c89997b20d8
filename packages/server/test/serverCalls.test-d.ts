import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  type Acting,
  type AuthEvent,
  type AuthOptions,
  createAuth,
  type Database,
  type ProviderAccess,
  type StoredEvent,
} from "../src/index.ts";
import type { MailMessage } from "../src/mail.ts";
import { createTestKit, testClock } from "../src/testing.ts";
import type { AuthState, SessionInfo, User } from "../src/types.ts";

declare const database: AuthOptions["database"];
const fields = z.object({ displayName: z.string(), newsletter: z.boolean().default(false) });
type Data = { displayName: string; newsletter: boolean };
const auth = createAuth({
  database,
  secret: "x".repeat(32),
  appName: "Acme",
  origin: "https://acme.com",
  account: { signup: { fields } },
});

describe("calls of the server's own code", () => {
  it("accept and return users with the app's own fields", () => {
    expectTypeOf(auth.createUser).returns.resolves.toEqualTypeOf<User<Data>>();
    expectTypeOf(auth.getUser).returns.resolves.toEqualTypeOf<User<Data> | null>();
    expectTypeOf(auth.validateSessionToken).returns.resolves.toEqualTypeOf<{
      user: User<Data>;
      session: SessionInfo;
    } | null>();
    void auth.createUser({ email: "ada@example.com", data: { displayName: "Ada", newsletter: true } });
    // @ts-expect-error stored data is complete: defaults belong to the form
    void auth.createUser({ email: "ada@example.com", data: { displayName: "Ada" } });
    // @ts-expect-error misspelt
    void auth.createUser({ emial: "ada@example.com" });
  });

  it("create and end sessions", () => {
    expectTypeOf(auth.createSessionToken).returns.resolves.toEqualTypeOf<string | null>();
    expectTypeOf(auth.revokeSessions).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(auth.setUserActive).parameter(1).toEqualTypeOf<boolean>();
    expectTypeOf(auth.setUserActive).parameter(2).toEqualTypeOf<Acting | undefined>();
    expectTypeOf(auth.events.of).returns.resolves.toEqualTypeOf<StoredEvent[]>();
    void auth.createSessionToken("id", { client: "app", actor: "support" });
    // @ts-expect-error there is no such kind of client
    void auth.createSessionToken("id", { client: "desktop" });
  });

  it("import factors, and return the provider's tokens", () => {
    expectTypeOf(auth.getProviderTokens).returns.resolves.toEqualTypeOf<ProviderAccess | null>();
    void auth.importAuthenticators("id", { totpSecret: "JBSWY3DPEHPK3PXP", recoveryCodes: ["a", "b"] });
    // @ts-expect-error passkeys cannot be imported
    void auth.importAuthenticators("id", { passkeys: [] });
  });

  it("handle plain HTTP requests, or leave them to the app", () => {
    expectTypeOf(auth.handler).toEqualTypeOf<
      (request: Request, from?: { clientAddress?: string | null | undefined }) => Promise<Response | null>
    >();
    expectTypeOf(auth.redactInput).returns.toEqualTypeOf<unknown>();
  });
});

describe("the test kit", () => {
  it("has the app's own fields in its users and its clients", async () => {
    const kit = await createTestKit({ account: { signup: { fields } } });
    const ada = await kit.createUser({ data: { displayName: "Ada", newsletter: true }, totp: true });
    expectTypeOf(ada.data).toEqualTypeOf<Data>();
    expectTypeOf(ada.password).toEqualTypeOf<string>();
    const { account } = kit.client("browser");
    expectTypeOf(account.login.mutate).returns.resolves.toEqualTypeOf<AuthState<Data>>();
    // @ts-expect-error a required field is missing
    void account.signup.mutate({ email: "ada@example.com", password: "secret" });
    // @ts-expect-error there is no such kind of client
    kit.client("desktop");
  });

  it("provides its database, its clock, its outbox and its events", async () => {
    const kit = await createTestKit();
    expectTypeOf(kit.database).toEqualTypeOf<Database>();
    expectTypeOf(kit.events).toEqualTypeOf<AuthEvent[]>();
    expectTypeOf(kit.outbox.lastMail).returns.toEqualTypeOf<MailMessage>();
    // @ts-expect-error there is no such mail
    kit.outbox.lastMail("ada@example.com", "verify_mail");
    expectTypeOf(testClock).returns.toEqualTypeOf<typeof kit.clock>();
    // @ts-expect-error misspelt
    void createTestKit({ acount: {} });
  });
});
