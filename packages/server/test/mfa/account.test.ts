import { describe, expect, it } from "vitest";
import { authenticators, recoveryCodes } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { addPasskey } from "../support/passkeys.ts";

const victim = "victim@example.com";

describe.each(["browser", "app"] as const)("an account with second factors, %s client", (kind) => {
  it("accepts no address that would stay unverified, unless the app allows it", async () => {
    const add = async (options: Parameters<typeof createTestKit>[0]) => {
      await using kit = await createTestKit(options);
      const client = await kit.clientOf(await kit.createUser({ totp: true }), kind);
      return refusalOf(client.account.email.add.mutate({ email: "second@example.com" }));
    };
    expect(await add({})).toEqual({ trpc: "BAD_REQUEST", codes: ["add_email_blocked/email"] });
    expect(await add({ mfa: { allowUnverifiedEmail: true } })).toBeNull();
    expect(await add({ account: { emailVerificationBy: "code" } })).toBeNull();
  });

  it("keeps them through a password reset: one mailbox never replaces both factors", async () => {
    await using kit = await createTestKit({
      account: { loginByCode: { enabled: true }, loginOnPasswordReset: true },
    });
    const ada = await kit.createUser({ totp: true, recoveryCodes: ["12345678"] });
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    const reset = await client.account.password.reset.mutate({ key, password: "another fine password" });
    expect(reset).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    const other = kit.client(kind);
    await other.account.code.request.mutate({ email: ada.email });
    const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
    expect(await other.account.code.confirm.mutate({ code })).toMatchObject({ flow: { id: "mfa_authenticate" } });
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it.each(["code", "reset"] as const)(
    "loses to its owner what a stranger prepared in it, when a %s is the first verification",
    async (proof) => {
      await using kit = await createTestKit({
        account: { loginByCode: { enabled: true }, emailVerification: "optional", loginOnPasswordReset: true },
        mfa: { allowUnverifiedEmail: true },
      });
      const stranger = kit.client(kind);
      await stranger.account.signup.mutate({ email: victim, password: "the stranger's own" });
      const { device } = await addPasskey(kit, stranger);
      const setup = await stranger.mfa.totp.begin.mutate();
      await stranger.mfa.totp.activate.mutate({ code: await kit.totp(setup) });
      const owner = kit.client(kind);
      const { account } = owner;
      if (proof === "code") await account.code.request.mutate({ email: victim });
      else await account.password.requestReset.mutate({ email: victim });
      const { code = "", key = "" } = (await kit.delivered()).lastMail(victim).context;
      const state =
        proof === "code"
          ? await account.code.confirm.mutate({ code })
          : await account.password.reset.mutate({ key, password: "the owner's own" });
      expect(state).toMatchObject({ status: "authenticated" });
      expect(await owner.mfa.authenticators.query()).toEqual([]);
      expect(await kit.database.select().from(recoveryCodes)).toEqual([]);
      const { options } = await stranger.mfa.webauthn.beginLogin.mutate();
      const back = kit.client(kind).mfa.webauthn.login.mutate({ response: device.get(options) });
      expect((await refusalOf(back))?.codes).toEqual(["unknown_credential/response"]);
    },
  );

  it("is deleted with everything that belongs to it", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser({ totp: true }), kind);
    await addPasskey(kit, client);
    await client.mfa.totp.deactivate.mutate();
    await client.account.delete.mutate();
    expect(await kit.database.select().from(authenticators)).toEqual([]);
    expect(await kit.database.select().from(recoveryCodes)).toEqual([]);
  });

  it("costs a login no further statement", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { takeStatements } = await testDatabase();
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    const counted = async (call: () => Promise<unknown>) => {
      takeStatements();
      await call();
      return takeStatements().filter((statement) => !/^(begin|commit)/i.test(statement)).length;
    };
    const { email, password } = ada;
    // The account, its hidden signups, the flow.
    expect(await counted(() => client.account.login.mutate({ email, password }))).toBeLessThanOrEqual(3);
    const code = await kit.totp(ada);
    // The flow, the account, its authenticators; the attempt, the time step, the session, the flow's end.
    expect(await counted(() => client.mfa.authenticate.mutate({ code }))).toBeLessThanOrEqual(7);
  });
});

describe("the server's own calls", () => {
  it("remove every factor of a user who has lost them", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true, recoveryCodes: ["12345678"] });
    expect(await kit.auth.removeAuthenticators(ada.id)).toBe(1);
    expect(await kit.auth.removeAuthenticators(ada.id)).toBe(0);
    expect(await kit.auth.removeAuthenticators("nobody")).toBe(0);
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await login).toMatchObject({ status: "authenticated" });
    expect(kit.events.filter(({ type }) => type === "authenticator_removed")).toMatchObject([{ userId: ada.id }]);
  });

  it("import factors, for users who exist and have none", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    expect(await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret })).toBe(false);
    expect(await kit.auth.importAuthenticators("nobody", {})).toBe(false);
    expect(await kit.auth.importAuthenticators("00000000-0000-4000-8000-000000000000", {})).toBe(false);
  });
});

describe("options that contradict each other", () => {
  it.each([
    [{ mfa: { types: ["recovery_codes"] } }, "mfa.types"],
    [{ mfa: { passkeySignup: true, passkeyLogin: false } }, "mfa.passkeySignup"],
    [{ mfa: { passkeySignup: true, types: ["totp"] } }, "mfa.passkeySignup"],
    [
      { mfa: { passkeySignup: true }, account: { loginMethods: ["username"], signup: { email: "off" } } },
      "account.signup.email",
    ],
    [{ mfa: { passkeySignup: true } }, 'account.emailVerificationBy "code"'],
    [{ origin: "https://app.acme.com", mfa: { webauthn: { rpId: "cme.com" } } }, "mfa.webauthn.rpId"],
    [{ mfa: { totp: { digits: 5 } } }, "mfa.totp.digits"],
  ])("%j are refused", async (options, told) => {
    // Invalid on purpose.
    await expect(createTestKit(options as Parameters<typeof createTestKit>[0])).rejects.toThrow(told);
  });

  it("signups without a password may end with a passkey", async () => {
    await using kit = await createTestKit({
      account: { signup: { password: "off" }, emailVerificationBy: "code" },
      mfa: { passkeySignup: true },
    });
    expect((await kit.client("app").session.config.query()).mfa.passkeySignup).toBe(true);
  });
});
