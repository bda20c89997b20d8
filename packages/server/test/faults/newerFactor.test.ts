import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { authenticators, flows, recoveryCodes } from "../../src/schema.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { addPasskey, type Client } from "../support/passkeys.ts";
import { logIn as logInFully } from "../support/people.ts";
import { callRequiring } from "../support/requirements.ts";
import { createSocialKit } from "../support/socialKit.ts";

const { database } = await testDatabase();

const unavailable = { trpc: "SERVICE_UNAVAILABLE", codes: ["temporarily_unavailable"], retryAfter: 5 };

/** What a newer version does to a factor when it has a type of its own for it. */
const makeUnknown = (type: "totp" | "webauthn" = "totp") =>
  database.update(authenticators).set({ type: sql`'push'` }).where(eq(authenticators.type, type));

interface Has {
  totp?: boolean;
  recoveryCodes?: readonly string[];
}

/** A user whose second factor is of a type that only a newer version knows. */
async function protectedUser(options: TestKitOptions<NoFields> = {}, has: Has = {}) {
  const kit = await createTestKit({ rateLimits: false, ...options });
  const ada = await kit.createUser({ totp: true, ...has });
  await makeUnknown();
  const logIn = (client: Client) => client.account.login.mutate({ email: ada.email, password: ada.password });
  return { kit, ada, logIn };
}

describe.each(["browser", "app"] as const)("a factor that only a newer version knows, %s client", (kind) => {
  it("is not skipped by a password, and nobody may set up another one in its place", async () => {
    for (const required of [false, true]) {
      const { kit, ada, logIn } = await protectedUser({ mfa: { required } });
      const client = kit.client(kind);
      expect(await refusalOf(logIn(client))).toEqual(unavailable);
      expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
      expect(await refusalOf(client.mfa.enroll.beginTotp.mutate())).toMatchObject({ codes: ["no_pending_flow"] });
      expect(await kit.sessionsOf(ada)).toEqual([]);
      // A wrong password is still told apart from the right one alone.
      const wrong = client.account.login.mutate({ email: ada.email, password: "a wrong password" });
      expect(await refusalOf(wrong)).toMatchObject({ codes: ["email_password_mismatch/password"] });
      await kit[Symbol.asyncDispose]();
    }
  });

  it("holds a login at the factors that are known", async () => {
    const { kit, ada, logIn } = await protectedUser();
    await using _kit = kit;
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const client = kit.client(kind);
    expect(await logIn(client)).toMatchObject({ flow: { id: "mfa_authenticate", types: ["totp"] } });
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("holds it at recovery codes, which replace that factor as any other", async () => {
    const { kit, logIn } = await protectedUser({ mfa: { required: true } }, { recoveryCodes: ["12345678"] });
    await using _kit = kit;
    const client = kit.client(kind);
    expect(await logIn(client)).toMatchObject({ flow: { id: "mfa_authenticate", types: ["recovery_codes"] } });
    expect(await client.mfa.authenticate.mutate({ code: "12345678" })).toMatchObject({ status: "authenticated" });
    // None is left.
    expect(await refusalOf(logIn(kit.client(kind)))).toEqual(unavailable);
  });

  it("is not skipped by a login code, and a wrong code neither shows it nor goes uncounted", async () => {
    const { kit, ada } = await protectedUser({ account: { loginByCode: { enabled: true } } });
    await using _kit = kit;
    const client = kit.client(kind);
    await client.account.code.request.mutate({ email: ada.email });
    const { code = "" } = (await kit.delivered()).lastMail(ada.email).context;
    expect(await refusalOf(client.account.code.confirm.mutate({ code: "wrong" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    expect(await database.select({ attempts: flows.attempts }).from(flows)).toEqual([{ attempts: 1 }]);
    expect(await refusalOf(client.account.code.confirm.mutate({ code }))).toEqual(unavailable);
    // It is not used up: a process of the newer version takes it.
    await database.update(authenticators).set({ type: "totp" });
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ flow: { id: "mfa_authenticate" } });
  });

  it("is not skipped by a password reset that logs in, which changes nothing", async () => {
    const { kit, ada, logIn } = await protectedUser({ account: { loginOnPasswordReset: true } });
    await using _kit = kit;
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email).context;
    const reset = client.account.password.reset.mutate({ key, password: "another fine password" });
    expect(await refusalOf(reset)).toEqual(unavailable);
    expect(await refusalOf(logIn(client))).toEqual(unavailable);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("is not skipped by a provider", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit();
    await using _kit = kit;
    const sub = visitor("ada-1", { email: "ada@elsewhere.example", email_verified: true });
    const ada = await kit.createUser();
    await connect(await kit.clientOf(ada, kind), sub);
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    await makeUnknown();
    const client = kit.client(kind);
    expect(await refusalOf(logIn(client, sub))).toEqual(unavailable);
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("does not keep out a passkey that is two factors by itself", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const { device } = await addPasskey(kit, await kit.clientOf(ada, kind));
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    await makeUnknown("totp");
    const client = kit.client(kind);
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    expect(await client.mfa.webauthn.login.mutate({ response: device.get(options) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("is no passkey, though it may have a credential: it neither logs in by itself nor is called unknown", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const { device } = await addPasskey(kit, await kit.clientOf(ada, kind));
    await makeUnknown("webauthn");
    const client = kit.client(kind);
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const login = client.mfa.webauthn.login.mutate({ response: device.get(options) });
    // A browser would forget an unknown one.
    expect(await refusalOf(login)).toMatchObject({ codes: ["incorrect_code/response"] });
  });

  it("counts in sessions: no step-up by setting up another one, no address without a code, no unasked passkey", async () => {
    await using kit = await createTestKit({ rateLimits: false, mfa: { passkeyUpgrade: true } });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    await makeUnknown();
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(unavailable);
    expect(await callRequiring(kit, client, { level: 1 })).toBeNull();
    expect(await refusalOf(client.account.email.add.mutate({ email: "new@example.com" }))).toMatchObject({
      codes: ["add_email_blocked/email"],
    });
    expect(await client.mfa.webauthn.upgrade.begin.mutate()).toEqual({ options: null });
    await kit.auth.importAuthenticators(ada.id, { recoveryCodes: ["12345678"] });
    expect(await callRequiring(kit, client, { level: 2 })).toMatchObject({
      codes: ["reauthentication_required"],
      flows: [{ id: "mfa_reauthenticate", types: ["recovery_codes"] }],
    });
    await client.mfa.reauthenticate.mutate({ code: "12345678" });
    expect(await callRequiring(kit, client, { level: 2 })).toBeNull();
  });

  it("keeps its recovery codes when the factors that are known are removed, and may get new ones", async () => {
    const { kit, ada } = await protectedUser({}, { recoveryCodes: ["12345678", "87654321"] });
    await using _kit = kit;
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const client = await logInFully(kit, ada, kind);
    expect(await client.mfa.totp.deactivate.mutate()).toMatchObject([{ type: "recovery_codes", unused: 2 }]);
    expect(await database.select().from(recoveryCodes)).toHaveLength(2);
    expect(await client.mfa.recoveryCodes.generate.mutate()).toMatchObject({ unused: 10 });
    const rows = await database.select({ type: authenticators.type }).from(authenticators);
    expect(rows).toEqual([{ type: "push" }]);
  });

  it("is not shown to the app's hook as a passkey", async () => {
    const seen: unknown[] = [];
    const hooks = {
      canDeleteAuthenticator: (_user: object, { remaining }: { remaining: readonly { type: string }[] }) => {
        seen.push(remaining.map(({ type }) => type));
        return remaining.length > 0;
      },
    };
    const { kit, ada } = await protectedUser({ hooks });
    await using _kit = kit;
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const client = await logInFully(kit, ada, kind);
    expect(await refusalOf(client.mfa.totp.deactivate.mutate())).toMatchObject({
      codes: ["cannot_delete_authenticator"],
    });
    expect(seen).toEqual([[]]);
  });
});

describe("a factor that only a newer version knows", () => {
  it("goes with a stranger's other credentials when an owner shows up, unless the app vouches for it", async () => {
    for (const isImported of [false, true]) {
      await using kit = await createTestKit({ rateLimits: false, account: { loginByCode: { enabled: true } } });
      const ada = await kit.createUser({ emailVerified: false, totp: true });
      await database.update(authenticators).set({ type: sql`'push'`, isImported });
      const client = kit.client("browser");
      await client.account.code.request.mutate({ email: ada.email });
      const { code = "" } = (await kit.delivered()).lastMail(ada.email).context;
      const answer = client.account.code.confirm.mutate({ code });
      if (isImported) expect(await refusalOf(answer)).toEqual(unavailable);
      else expect(await answer).toMatchObject({ status: "authenticated" });
      expect(await database.select().from(authenticators)).toHaveLength(isImported ? 1 : 0);
    }
  });

  it("that a browser added by itself is none", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    await database.update(authenticators).set({ type: sql`'push'`, isAutomatic: true });
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await login).toMatchObject({ status: "authenticated" });
  });

  it("does not ask again in a browser that was trusted when it was given", async () => {
    await using kit = await createTestKit({ mfa: { trust: true } });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    const logIn = (by: Client) => by.account.login.mutate({ email: ada.email, password: ada.password });
    await logIn(client);
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    await client.mfa.trust.mutate({ trust: true });
    await client.account.logout.mutate();
    await makeUnknown();
    expect(await logIn(client)).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(logIn(kit.client("browser")))).toEqual(unavailable);
  });
});
