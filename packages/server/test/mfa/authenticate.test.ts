import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] };
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const CODES = ["12345678", "87654321"];

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type User = Awaited<ReturnType<Kit["createUser"]>>;

describe.each(["browser", "app"] as const)("mfa.authenticate, %s client", (kind) => {
  async function half(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser({ totp: true, recoveryCodes: CODES });
    const { client, state } = await logIn(kit, ada);
    return { kit, ada, client, state };
  }

  async function logIn(kit: Kit, user: User) {
    const client = kit.client(kind);
    const state = await client.account.login.mutate({ email: user.email, password: user.password });
    return { client, state };
  }

  it("waits for the second factor; there is no session and no session cookie before", async () => {
    const { kit, ada, client, state } = await half();
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "mfa_authenticate", types: ["recovery_codes", "totp"] },
    });
    if (state.status !== "pending") throw new Error("not pending");
    expect(state.flows.at(-1)).toEqual({ id: "mfa_authenticate", isPending: true, types: ["recovery_codes", "totp"] });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect([client.jar.cookies.has("latchkey.session"), client.tokens.sessionToken]).toEqual([false, undefined]);
    expect(await refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada, 5) }))).toEqual(incorrect);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const done = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    expect(done).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("lists what was given, in order", async () => {
    const { kit, ada, client } = await half();
    const at = kit.clock.now().toISOString();
    const password = { method: "password", email: ada.email, at };
    const withTotp = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    const [totp] = await client.mfa.authenticators.query();
    const id = totp?.type === "totp" ? totp.id : "";
    expect(withTotp).toMatchObject({ methods: [password, { method: "mfa", type: "totp", id, at }] });
    const { client: other } = await logIn(kit, ada);
    const withCode = await other.mfa.authenticate.mutate({ code: "1234-5678" });
    expect(withCode).toMatchObject({ methods: [password, { method: "mfa", type: "recovery_codes", at }] });
    await kit[Symbol.asyncDispose]();
  });

  it("accepts a TOTP code once, across logins and reauthentication, and none from before it", async () => {
    const { kit, ada, client } = await half();
    const code = await kit.totp(ada);
    await client.mfa.authenticate.mutate({ code });
    expect(await refusalOf(client.mfa.reauthenticate.mutate({ code }))).toEqual(incorrect);
    const { client: again } = await logIn(kit, ada);
    expect(await refusalOf(again.mfa.authenticate.mutate({ code }))).toEqual(incorrect);
    expect(await refusalOf(again.mfa.authenticate.mutate({ code: await kit.totp(ada, -1) }))).toEqual(incorrect);
    const next = await kit.totp(ada, 1);
    expect(await again.mfa.authenticate.mutate({ code: next })).toMatchObject({ status: "authenticated" });
    kit.clock.advance(60);
    expect(await client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
    await kit[Symbol.asyncDispose]();
  });

  it("accepts one step back and forth, not two", async () => {
    const { kit, ada, client } = await half();
    for (const steps of [-2, 2])
      expect(await refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada, steps) }))).toEqual(incorrect);
    expect(await refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada, -1) }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("ends the login with the third wrong code, empty and odd ones included", async () => {
    const { kit, ada, client } = await half();
    const answer = (code: string) => refusalOf(client.mfa.authenticate.mutate({ code }));
    expect(await answer("")).toEqual({ trpc: "BAD_REQUEST", codes: ["required/code"] });
    expect(await answer("１２３４５６")).toEqual(incorrect);
    expect(await answer("000 000 000 000")).toEqual(incorrect);
    expect(await answer(await kit.totp(ada))).toEqual(none);
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    expect(kit.events.filter(({ type }) => type === "mfa_failed").map(({ detail }) => detail)).toEqual([
      undefined,
      undefined,
      "last_attempt",
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("counts wrong codes by user, over restarted logins and reauthentication alike", async () => {
    const { kit, ada } = await half({ mfa: { attempts: 10 } });
    const limited = { trpc: "BAD_REQUEST", codes: ["too_many_login_attempts/code"] };
    const owner = await kit.clientOf(ada, kind);
    for (let guess = 0; guess < 3; guess += 1) {
      const { client } = await logIn(kit, ada);
      expect(await refusalOf(client.mfa.authenticate.mutate({ code: "000000" }))).toEqual(incorrect);
    }
    for (let guess = 0; guess < 2; guess += 1)
      expect(await refusalOf(owner.mfa.reauthenticate.mutate({ code: "00000000" }))).toEqual(incorrect);
    const { client } = await logIn(kit, ada);
    const answer = async () => refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada) }));
    expect(await answer()).toMatchObject(limited);
    expect(await refusalOf(owner.mfa.reauthenticate.mutate({ code: "12345678" }))).toMatchObject(limited);
    kit.clock.advance(300);
    expect(await answer()).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("clears the count with a success, and with a password reset", async () => {
    const { kit, ada, client } = await half({ mfa: { attempts: 10 } });
    const wrong = (from: typeof client) => refusalOf(from.mfa.authenticate.mutate({ code: "000000" }));
    for (let guess = 0; guess < 4; guess += 1) expect(await wrong(client)).toEqual(incorrect);
    expect(await refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada) }))).toBeNull();
    const { client: thief } = await logIn(kit, ada);
    for (let guess = 0; guess < 5; guess += 1) expect(await wrong(thief)).toEqual(incorrect);
    expect((await wrong(thief))?.codes).toEqual(["too_many_login_attempts/code"]);
    const owner = kit.client(kind, { ip: "198.51.100.7" });
    await owner.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    await owner.account.password.reset.mutate({ key, password: "another fine password" });
    await owner.account.login.mutate({ email: ada.email, password: "another fine password" });
    const next = { code: await kit.totp(ada, 1) };
    expect(await owner.mfa.authenticate.mutate(next)).toMatchObject({ status: "authenticated" });
    // The thief's pending login ended when its password was replaced.
    expect(await wrong(thief)).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("ends with the login's time, and is nothing without one", async () => {
    const { kit, ada, client } = await half();
    kit.clock.advance(900);
    expect(await refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada) }))).toEqual(none);
    const { mfa } = kit.client(kind);
    expect(await refusalOf(mfa.authenticate.mutate({ code: "123456" }))).toEqual(none);
    expect(await refusalOf(mfa.webauthn.beginAuthentication.mutate())).toEqual(none);
    const inside = await kit.clientOf(ada, kind);
    expect(await refusalOf(inside.mfa.authenticate.mutate({ code: await kit.totp(ada) }))).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("comes after the address is verified", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code" } });
    const ada = await kit.createUser({ emailVerified: false, totp: true });
    const { client, state } = await logIn(kit, ada);
    expect(state).toMatchObject({ flow: { id: "verify_email" } });
    const { code: key = "" } = (await kit.delivered()).lastMail(ada.email).context;
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ flow: { id: "mfa_authenticate" } });
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("accepts each recovery code once, notifies the user, and requires none when the app drops the type", async () => {
    const { kit, ada, client } = await half();
    await client.mfa.authenticate.mutate({ code: " 1234 5678 " });
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["recovery_code_used"]);
    const { client: again } = await logIn(kit, ada);
    expect(await refusalOf(again.mfa.authenticate.mutate({ code: "12345678" }))).toEqual(incorrect);
    const bob = await kit.createUser({ totp: true, recoveryCodes: ["11112222"] });
    const { client: other } = await logIn(kit, bob);
    // Another user's unused code.
    expect(await refusalOf(other.mfa.authenticate.mutate({ code: "87654321" }))).toEqual(incorrect);
    expect(await again.mfa.authenticate.mutate({ code: "87654321" })).toMatchObject({ status: "authenticated" });
    const { state } = await logIn(kit, ada);
    expect(state).toMatchObject({ flow: { id: "mfa_authenticate", types: ["totp"] } });
    await using without = await createTestKit({ mfa: { types: ["webauthn"] } });
    const { state: plain } = await logIn(without, await without.createUser({ totp: true }));
    expect(plain).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("requires no factor from a user who has only recovery codes", async () => {
    await using kit = await createTestKit();
    const { state } = await logIn(kit, await kit.createUser({ recoveryCodes: CODES }));
    expect(state).toMatchObject({ status: "authenticated" });
  });

  it("works once when twenty arrive at the same time, whatever the code", async () => {
    const { kit, ada } = await half({ rateLimits: false });
    const logins = await Promise.all(Array.from({ length: 20 }, () => logIn(kit, ada)));
    for (const code of [await kit.totp(ada), "12345678"]) {
      const answers = await Promise.all(
        logins.map(({ client }) => refusalOf(client.mfa.authenticate.mutate({ code }))),
      );
      expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    }
    expect(await kit.sessionsOf(ada)).toHaveLength(2);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("compares no more wrong codes than allowed when twenty arrive at the same time", async () => {
    const { kit, client } = await half({ rateLimits: false });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refusalOf(client.mfa.authenticate.mutate({ code: "000000" }))),
    );
    const codes = answers.map((answer) => answer?.codes[0]);
    expect(codes.filter((code) => code === "incorrect_code/code")).toHaveLength(3);
    expect(codes.filter((code) => code === "no_pending_flow")).toHaveLength(17);
    await kit[Symbol.asyncDispose]();
  });

  it("survives a change of the app's secret", async () => {
    const [old, fresh] = ["the former secret, thirty-two long", "the newer secret, thirty-two long!"];
    await using first = await createTestKit({ secret: old });
    const ada = await first.createUser({ totp: true, recoveryCodes: CODES });
    const { createTestKit: kitOn } = await import("../../src/testing.ts");
    await using second = await kitOn({ secret: [fresh, old], database: first.database });
    for (const code of [await second.totp(ada), "12345678"]) {
      const { client } = await logIn(second, ada);
      expect(await refusalOf(client.mfa.authenticate.mutate({ code }))).toBeNull();
    }
  });
});
