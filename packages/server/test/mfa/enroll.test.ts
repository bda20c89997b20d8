import { describe, expect, it } from "vitest";
import type { MfaOptions } from "../../src/index.ts";
import { authenticators, flows } from "../../src/schema.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { addPasskey, type Client } from "../support/passkeys.ts";

const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const enroll = { status: "pending", flow: { id: "mfa_enroll", types: ["totp", "webauthn"], isEnrolled: false } };

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type Person = { email: string; password: string };

const logIn = (client: Client, { email, password }: Person) => client.account.login.mutate({ email, password });

async function waiting(kind: ClientKind, mfa: MfaOptions = {}) {
  const kit = await createTestKit({ mfa: { required: true, ...mfa } });
  const ada = await kit.createUser();
  const client = kit.client(kind);
  const state = await logIn(client, ada);
  return { kit, ada, client, state };
}

/** Sets an authenticator app up. */
async function byApp(kit: Kit, client: Client) {
  const { secret } = await client.mfa.enroll.beginTotp.mutate();
  return { secret, state: await client.mfa.enroll.activateTotp.mutate({ code: await kit.totp({ secret }) }) };
}

describe.each(["browser", "app"] as const)("mfa.required, %s client", (kind) => {
  it("has whoever lacks a second factor set one up before any session, and keep its recovery codes", async () => {
    const { kit, ada, client, state } = await waiting(kind);
    expect(state).toMatchObject(enroll);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const { state: enrolled } = await byApp(kit, client);
    expect(enrolled).toMatchObject({ status: "pending", flow: { id: "mfa_enroll", isEnrolled: true } });
    expect(enrolled.recoveryCodes).toHaveLength(10);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("totp_activated");
    const done = await client.mfa.enroll.complete.mutate();
    expect(done).toMatchObject({
      status: "authenticated",
      session: { level: 2 },
      methods: [{ method: "password" }, { method: "mfa", type: "totp" }],
    });
    expect(done).not.toHaveProperty("recoveryCodes");
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    await client.account.logout.mutate();
    expect(await logIn(client, ada)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    await kit[Symbol.asyncDispose]();
  });

  it("accepts a passkey, or a security key", async () => {
    for (const passwordless of [true, false]) {
      const { kit, client } = await waiting(kind);
      const device = kit.authenticator();
      const { options } = await client.mfa.enroll.beginWebauthn.mutate({ passwordless });
      const { flow, recoveryCodes } = {
        flow: null,
        ...(await client.mfa.enroll.registerWebauthn.mutate({ name: "Key", response: device.create(options) })),
      };
      expect(flow).toMatchObject({ id: "mfa_enroll", isEnrolled: true });
      expect(recoveryCodes).toHaveLength(10);
      expect(await client.mfa.enroll.complete.mutate()).toMatchObject({
        status: "authenticated",
        session: { level: 2 },
      });
      expect(await client.mfa.authenticators.query()).toMatchObject([
        { type: "webauthn", name: "Key", isPasswordless: passwordless },
        { type: "recovery_codes" },
      ]);
      await kit[Symbol.asyncDispose]();
    }
  });

  it("goes on at once where there are no recovery codes", async () => {
    const { kit, client } = await waiting(kind, { types: ["totp"] });
    const { state } = await byApp(kit, client);
    expect(state).toMatchObject({ status: "authenticated", session: { level: 2 } });
    await kit[Symbol.asyncDispose]();
  });

  it("counts a factor whose login was abandoned: the next login asks for it", async () => {
    const { kit, ada, client } = await waiting(kind);
    const { secret } = await byApp(kit, client);
    await client.session.cancel.mutate();
    expect(await logIn(client, ada)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    kit.clock.advance(30);
    const state = await client.mfa.authenticate.mutate({ code: await kit.totp({ secret }) });
    expect(state).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("refuses to complete without a factor, wrong codes, codes without a set-up, and everything outside of its step", async () => {
    const { kit, ada, client } = await waiting(kind);
    const codesOf = async (call: Promise<unknown>) => (await refusalOf(call))?.codes;
    expect(await refusalOf(client.mfa.enroll.complete.mutate())).toEqual({
      trpc: "FORBIDDEN",
      codes: ["second_factor_required"],
    });
    expect(await refusalOf(client.mfa.enroll.activateTotp.mutate({ code: "123456" }))).toEqual(none);
    const first = await client.mfa.enroll.beginTotp.mutate();
    await client.mfa.enroll.beginTotp.mutate();
    const replaced = client.mfa.enroll.activateTotp.mutate({ code: await kit.totp(first) });
    expect(await codesOf(replaced)).toEqual(["incorrect_code/code"]);
    expect(await codesOf(client.mfa.enroll.activateTotp.mutate({ code: " " }))).toEqual(["required/code"]);
    const { options } = await client.mfa.enroll.beginWebauthn.mutate();
    const forged = kit.authenticator().create(options, { isUserVerified: false });
    const registered = client.mfa.enroll.registerWebauthn.mutate({ response: forged });
    expect(await codesOf(registered)).toEqual(["incorrect_code/response"]);
    // Used up by the wrong answer.
    const late = client.mfa.enroll.registerWebauthn.mutate({ response: kit.authenticator().create(options) });
    expect(await codesOf(late)).toEqual(["incorrect_code/response"]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await kit.database.select().from(authenticators)).toEqual([]);
    const stranger = kit.client(kind);
    const { enroll: calls } = stranger.mfa;
    // One after the other: a refusal that comes while another is awaited would be nobody's.
    expect(await refusalOf(calls.beginTotp.mutate())).toEqual(none);
    expect(await refusalOf(calls.complete.mutate())).toEqual(none);
    expect(await refusalOf(calls.activateTotp.mutate({ code: "123456" }))).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("takes one factor in one login, however many arrive together", async () => {
    const { kit, client } = await waiting(kind);
    const { secret } = await client.mfa.enroll.beginTotp.mutate();
    const { options } = await client.mfa.enroll.beginWebauthn.mutate();
    const code = await kit.totp({ secret });
    const response = kit.authenticator().create(options);
    const { activateTotp, registerWebauthn } = client.mfa.enroll;
    const calls = [activateTotp.mutate({ code }), activateTotp.mutate({ code }), registerWebauthn.mutate({ response })];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await kit.database.select().from(authenticators)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("ends other sessions, and logins that wait, with the first factor", async () => {
    const { kit, ada, client } = await waiting(kind);
    const elsewhere = kit.client(kind);
    await logIn(elsewhere, ada);
    await kit.clientOf(ada, kind);
    await byApp(kit, client);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await elsewhere.session.get.query()).toMatchObject({
      status: "anonymous",
      ended: { flow: "mfa_enroll", reason: "superseded" },
    });
    expect(await client.mfa.enroll.complete.mutate()).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("stores the secret encrypted, and shows it once", async () => {
    const { kit, client } = await waiting(kind);
    const { secret } = await client.mfa.enroll.beginTotp.mutate();
    expect(JSON.stringify(await kit.database.select().from(flows))).not.toContain(secret);
    expect(JSON.stringify(await client.session.get.query())).not.toContain(secret);
    await kit[Symbol.asyncDispose]();
  });

  it("is over when the account changes meanwhile, and refuses an account that may not log in any more", async () => {
    const { kit, ada, client } = await waiting(kind);
    await byApp(kit, client);
    await kit.auth.setUserActive(ada.id, false);
    expect(await refusalOf(client.mfa.enroll.complete.mutate())).toEqual(none);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("leaves a passkey login, a passkey signup and the user's own factor alone", async () => {
    const account = { emailVerificationBy: "code" } as const;
    await using kit = await createTestKit({ account, mfa: { required: true, passkeySignup: true } });
    const ada = await kit.createUser();
    const { device } = await addPasskey(kit, await kit.clientOf(ada, kind));
    const client = kit.client(kind);
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const login = await client.mfa.webauthn.login.mutate({ response: device.get(options) });
    expect(login).toMatchObject({ status: "authenticated", session: { level: 2 } });
    const email = "grace@example.com";
    const visitor = kit.client(kind);
    await visitor.mfa.webauthn.beginSignup.mutate({ email });
    const { code = "" } = (await kit.delivered()).lastMail(email).context;
    await visitor.account.email.verify.mutate({ key: code });
    const { options: asked } = await visitor.mfa.webauthn.signupOptions.mutate();
    const signup = await visitor.mfa.webauthn.signup.mutate({ response: kit.authenticator().create(asked) });
    expect(signup).toMatchObject({ status: "authenticated", session: { level: 2 } });
  });

  it("comes after a signup has verified its address, and never before", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code" }, mfa: { required: true } });
    const email = "grace@example.com";
    const client = kit.client(kind);
    const begun = await client.account.signup.mutate({ email, password: "staples of a battery" });
    expect(begun).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    expect(await refusalOf(client.mfa.enroll.beginTotp.mutate())).toEqual(none);
    const { code = "" } = (await kit.delivered()).lastMail(email).context;
    expect(await client.account.email.verify.mutate({ key: code })).toMatchObject(enroll);
    await byApp(kit, client);
    expect(await client.mfa.enroll.complete.mutate()).toMatchObject({ status: "authenticated", user: { email } });
  });

  it("is decided by a function for each user, and begins after the grace period", async () => {
    await using kit = await createTestKit({
      mfa: {
        required: { users: ({ email }) => email?.endsWith("@staff.example") ?? true, after: new Date("2040-01-01") },
      },
    });
    const staff = await kit.createUser({ email: "ada@staff.example" });
    const guest = await kit.createUser({ email: "ada@guest.example" });
    expect((await kit.client(kind).session.config.query()).mfa).toMatchObject({
      required: true,
      requiredFrom: "2040-01-01T00:00:00.000Z",
    });
    expect(await logIn(kit.client(kind), staff)).toMatchObject({ status: "authenticated" });
    kit.clock.advance((new Date("2040-01-01").getTime() - kit.clock.now().getTime()) / 1000);
    expect((await kit.client(kind).session.config.query()).mfa).toMatchObject({ required: true, requiredFrom: null });
    expect(await logIn(kit.client(kind), staff)).toMatchObject(enroll);
    expect(await logIn(kit.client(kind), guest)).toMatchObject({ status: "authenticated" });
  });

  it("refuses to remove the last factor, also when two calls each remove one", async () => {
    await using kit = await createTestKit({ mfa: { required: true } });
    const ada = await kit.createUser({ totp: true });
    const client = await kit.clientOf(ada, kind);
    const last = { trpc: "BAD_REQUEST", codes: ["cannot_delete_authenticator"] };
    expect(await refusalOf(client.mfa.totp.deactivate.mutate())).toEqual(last);
    const { authenticator } = await addPasskey(kit, client);
    const other = await kit.clientOf(ada, kind);
    const outcomes = await Promise.allSettled([
      client.mfa.totp.deactivate.mutate(),
      other.mfa.webauthn.remove.mutate({ ids: [authenticator.id] }),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
    expect(await kit.database.select().from(authenticators)).not.toEqual([]);
    expect(await kit.auth.removeAuthenticators(ada.id)).toBeGreaterThan(0);
    expect(await logIn(kit.client(kind), ada)).toMatchObject(enroll);
  });

  it("answers a signup with a taken address as one with a free one", async () => {
    await using kit = await createTestKit({
      account: { emailVerification: "optional", preventEnumeration: "strict" },
      mfa: { required: true, allowUnverifiedEmail: true },
    });
    const ada = await kit.createUser();
    const signUp = async (email: string) => {
      const client = kit.client(kind);
      const { tokens: _tokens, ...state } = {
        tokens: undefined,
        ...(await client.account.signup.mutate({ email, password: "staples of a battery" })),
      };
      const begun = await refusalOf(client.mfa.enroll.beginTotp.mutate());
      return JSON.stringify([state, begun]).replaceAll(email, "…");
    };
    expect(await signUp(ada.email)).toBe(await signUp("grace@example.com"));
  });
});

describe("mfa.required and addresses that are not verified", () => {
  it("does not lock a user out because of another address than the one that is verified", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      mfa: { required: { after: new Date("2030-01-02T00:00:00Z") } },
    });
    const ada = await kit.createUser();
    const client = kit.client("browser");
    await logIn(client, ada);
    await client.account.email.add.mutate({ email: "other@example.com" });
    await client.account.logout.mutate();
    kit.clock.advance(86_400);
    expect(await logIn(client, ada)).toMatchObject(enroll);
    await byApp(kit, client);
    expect(await client.mfa.enroll.complete.mutate()).toMatchObject({ status: "authenticated" });
  });

  it("does not count a security key as two factors, where nothing else was given", async () => {
    await using kit = await createTestKit({
      account: { emailVerificationBy: "code", signup: { password: "optional" }, loginByCode: { enabled: true } },
      mfa: { required: true },
    });
    const client = kit.client("app");
    await client.account.signup.mutate({ email: "grace@example.com" });
    const { code = "" } = (await kit.delivered()).lastMail("grace@example.com").context;
    await client.account.email.verify.mutate({ key: code });
    const { options } = await client.mfa.enroll.beginWebauthn.mutate({ passwordless: false });
    const response = kit.authenticator({ verifiesUser: false }).create(options);
    await client.mfa.enroll.registerWebauthn.mutate({ response });
    expect(await client.mfa.enroll.complete.mutate()).toMatchObject({ session: { level: 1 } });
  });
});
