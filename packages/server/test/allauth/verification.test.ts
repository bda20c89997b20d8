import { describe, expect, it } from "vitest";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { type AllauthClient, allauthClients, codesOf, flowsOf } from "../support/allauthClient.ts";
import { createTestKit } from "../support/kit.ts";
import { codeSentTo, keyMailedTo, mailsTo } from "../support/mailboxes.ts";

const email = "ada@example.com";
const password = "a long enough one";
const BY_CODE = { emailVerificationBy: "code" } as const;
const key = (header: string, value: string) => ({ [header]: value });

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: verification", (kind) => {
  async function signedUp(account: NonNullable<Parameters<typeof createTestKit>[0]>["account"] = {}) {
    const kit = await createTestKit({ account });
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/signup", { email, password });
    return { kit, client };
  }
  const check = (client: AllauthClient, value: string) =>
    client.get("auth/email/verify", key("x-email-verification-key", value));

  it("verifies by link, and logs in where the app wants that", async () => {
    const { kit, client } = await signedUp({ loginOnEmailVerification: true });
    const mailed = await keyMailedTo(kit, email);
    expect(codesOf(await check(client, ""))).toEqual(["key: required"]);
    expect(codesOf(await check(client, "wrong"))).toEqual(["key: invalid_or_expired_key"]);
    const told = await check(client, mailed);
    expect(told).toMatchObject({
      status: 200,
      data: { email, user: { display: email } },
      meta: { is_authenticating: true },
    });
    const elsewhere = await check(allauthClients(kit.auth)(kind), mailed);
    expect([elsewhere.meta, elsewhere.data.user]).toEqual([{ is_authenticating: false }, { display: email, email }]);
    expect(codesOf(await client.post("auth/email/verify", { key: "" }))).toEqual(["key: required"]);
    expect(codesOf(await client.post("auth/email/verify", { key: "wrong" }))).toEqual(["key: invalid_or_expired_key"]);
    const verified = await client.post("auth/email/verify", { key: mailed });
    expect(verified).toMatchObject({ status: 200, data: { user: { email } }, meta: { is_authenticated: true } });
    expect((await client.get("auth/session")).status).toBe(200);
  });

  it("verifies by link, and asks to log in otherwise", async () => {
    const { kit, client } = await signedUp();
    const verified = await client.post("auth/email/verify", { key: await keyMailedTo(kit, email) });
    expect([verified.status, flowsOf(verified).pending]).toEqual([401, null]);
    // The app's token belonged to the login that waited: it still sends it with the next one.
    expect((await client.get("auth/session")).status).toBe(401);
    expect((await client.post("auth/login", { email, password })).status).toBe(200);
  });

  it("verifies by code, and logs in", async () => {
    const { kit, client } = await signedUp(BY_CODE);
    expect(codesOf(await check(client, "BBBB-BBBB"))).toEqual(["key: incorrect_code"]);
    const code = await keyMailedTo(kit, email);
    expect((await check(client, code)).meta).toEqual({ is_authenticating: true });
    const verified = await client.post("auth/email/verify", { key: code.toLowerCase().replace("-", " ") });
    expect([verified.status, verified.meta.is_authenticated]).toEqual([200, true]);
    expect((await client.post("auth/email/verify", { key: code })).status).toBe(409);
  });

  it("ends what waits after too many wrong codes", async () => {
    const { client } = await signedUp(BY_CODE);
    const wrong = () => client.post("auth/email/verify", { key: "BBBB-BBBB" });
    for (let guess = 0; guess < 3; guess += 1) expect(codesOf(await wrong())).toEqual(["key: incorrect_code"]);
    // The same for an app, whose token belonged to what has ended.
    expect((await wrong()).status).toBe(409);
    expect(flowsOf(await client.get("auth/session")).pending).toBeNull();
  });

  it("answers 409 where nothing waits for a code", async () => {
    const kit = await createTestKit({ account: BY_CODE });
    const client = allauthClients(kit.auth)(kind);
    expect((await check(client, "BBBB-BBBB")).status).toBe(409);
    for (const path of ["auth/email/verify", "auth/phone/verify", "auth/code/confirm"])
      expect((await client.post(path, { key: "x", code: "x" })).status).toBe(409);
    for (const path of ["auth/email/verify/resend", "auth/phone/verify/resend"])
      expect((await client.post(path)).status).toBe(409);
    expect((await client.post("account/email", { email })).status).toBe(409);
    expect((await client.post("account/phone", { phone: "+4915112345678" })).status).toBe(409);
  });

  it("resends the code, and replaces the address, of a signup and of a taken address alike", async () => {
    const kit = await createTestKit({ account: BY_CODE });
    const { email: taken } = await kit.createUser();
    for (const address of [taken, email]) {
      const client = allauthClients(kit.auth)(kind);
      expect(flowsOf(await client.post("auth/signup", { email: address, password })).pending?.id).toBe("verify_email");
      expect((await client.post("auth/email/verify/resend")).status).toBe(429);
      kit.clock.advance(60);
      expect(await client.post("auth/email/verify/resend")).toMatchObject({ status: 200 });
      const next = `next.${address}`;
      kit.clock.advance(60);
      expect(codesOf(await client.post("account/email", { email: address }))).toEqual(["email: same_as_current"]);
      expect((await client.post("account/email", { email: next })).data).toEqual([
        { email: next, verified: false, primary: true },
      ]);
      const verified = await client.post("auth/email/verify", { key: await keyMailedTo(kit, next) });
      expect(verified.data.user.email).toBe(next);
    }
    expect(await mailsTo(kit, taken)).toEqual(["account_already_exists"]);
  });

  it("verifies the phone number of a signup, which may be replaced first", async () => {
    const kit = await createTestKit({
      account: { loginMethods: ["phone"], signup: { email: "off", phone: "required" }, emailVerification: "none" },
    });
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/signup", { phone: "notaphone", password }))).toEqual([
      "phone: invalid_phone",
    ]);
    const answer = await client.post("auth/signup", { phone: "+4915112345678", password });
    expect(flowsOf(answer).pending).toEqual({ id: "verify_phone", is_pending: true });
    expect(codesOf(await client.post("auth/phone/verify", { code: "BBBB-BBBB" }))).toEqual(["code: incorrect_code"]);
    kit.clock.advance(60);
    expect((await client.post("auth/phone/verify/resend")).status).toBe(200);
    kit.clock.advance(60);
    const changed = await client.post("account/phone", { phone: "+4915112345679" });
    expect([changed.status, changed.data]).toEqual([202, [{ phone: "+4915112345679", verified: false }]]);
    const code = await codeSentTo(kit, "+4915112345679");
    expect((await client.post("auth/phone/verify", { code })).status).toBe(200);
    expect((await client.get("account/phone")).data).toEqual([{ phone: "+4915112345679", verified: true }]);
  });

  it("logs in by code", async () => {
    const kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const { email: known } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/code/request", { email: known, phone: "+4915112345678" }))).toEqual([
      "select_only_one",
    ]);
    const asked = await client.post("auth/code/request", { email: known });
    expect([asked.status, flowsOf(asked).pending]).toEqual([401, { id: "login_by_code", is_pending: true }]);
    const unknown = await allauthClients(kit.auth)(kind).post("auth/code/request", { email: "nobody@example.com" });
    expect(unknown.data).toEqual(asked.data);
    expect(codesOf(await client.post("auth/code/confirm", { code: "BBBB-BBBB" }))).toEqual(["code: incorrect_code"]);
    kit.clock.advance(30);
    expect((await client.post("auth/code/resend")).status).toBe(200);
    const login = await client.post("auth/code/confirm", { code: await keyMailedTo(kit, known, "login_code") });
    expect(login.data.methods).toMatchObject([{ method: "code", email: known }]);
    expect((await client.post("auth/code/request", { email: known })).status).toBe(409);
  });

  it("tells too many requests for codes as guesses at the field", async () => {
    const kit = await createTestKit({
      account: { loginByCode: { enabled: true } },
      rateLimits: { requestLoginCode: "1/m/ip" },
    });
    const client = allauthClients(kit.auth)(kind);
    const ask = () => client.post("auth/code/request", { email });
    await ask();
    expect(codesOf(await ask())).toEqual(["email: too_many_login_attempts"]);
  });

  it("does not know the login by code where it is off", async () => {
    const kit = await createTestKit();
    expect((await allauthClients(kit.auth)(kind).post("auth/code/request", { email })).status).toBe(404);
    expect((await allauthClients(kit.auth)(kind).post("auth/code/resend")).status).toBe(404);
  });
});

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: passwords", (kind) => {
  const check = (client: AllauthClient, value: string) =>
    client.get("auth/password/reset", key("x-password-reset-key", value));

  it("resets by link, with the same answer for an unknown address", async () => {
    const kit = await createTestKit();
    const { email: known } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    const asked = await client.post("auth/password/request", { email: known });
    const unknown = await client.post("auth/password/request", { email: "nobody@example.com" });
    expect([asked.status, unknown.status, asked.data]).toEqual([200, 200, undefined]);
    expect(codesOf(await client.post("auth/password/request", { email: "nobody" }))).toEqual(["email: invalid"]);
    const mailed = await keyMailedTo(kit, known, "password_reset");
    expect(codesOf(await check(client, "wrong"))).toEqual(["key: invalid_password_reset"]);
    expect((await check(client, mailed)).data).toEqual({ user: { display: known, email: known } });
    const weak = await client.post("auth/password/reset", { key: mailed, password: "x" });
    expect(codesOf(weak)).toEqual(["password: password_too_short"]);
    const done = await client.post("auth/password/reset", { key: mailed, password });
    expect([done.status, done.meta.is_authenticated]).toEqual([401, false]);
    expect(codesOf(await client.post("auth/password/reset", { key: mailed, password }))).toEqual([
      "key: invalid_password_reset",
    ]);
    expect((await client.post("auth/login", { email: known, password })).status).toBe(200);
  });

  it("resets by code", async () => {
    const kit = await createTestKit({ account: { passwordResetBy: "code", loginOnPasswordReset: true } });
    const { email: known } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    expect((await client.get("auth/session")).data.flows.at(-1)).toEqual({
      id: "password_reset_by_code",
      is_pending: false,
    });
    expect((await check(client, "BBBB-BBBB")).status).toBe(409);
    const asked = await client.post("auth/password/request", { email: known });
    expect([asked.status, flowsOf(asked).pending?.id]).toEqual([401, "password_reset_by_code"]);
    expect(codesOf(await check(client, "BBBB-BBBB"))).toEqual(["key: incorrect_code"]);
    const code = await keyMailedTo(kit, known, "password_reset_code");
    expect((await check(client, code)).data.user).toMatchObject({ email: known });
    const done = await client.post("auth/password/reset", { key: code, password });
    expect(done.data.methods).toMatchObject([{ method: "password_reset", email: known }]);
  });

  it("changes the password of a session, and keeps the session", async () => {
    const kit = await createTestKit();
    const { email: known } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    const change = (fields: object) => client.post("account/password/change", fields);
    expect((await change({ new_password: password })).status).toBe(401);
    await client.post("auth/login", { email: known, password: TEST_PASSWORD });
    expect(codesOf(await change({}))).toEqual(["current_password: required", "new_password: required"]);
    expect(codesOf(await change({ new_password: password }))).toEqual(["current_password: required"]);
    expect(codesOf(await change({ current_password: "wrong", new_password: password }))).toEqual([
      "current_password: enter_current_password",
    ]);
    expect(codesOf(await change({ current_password: TEST_PASSWORD, new_password: "short" }))).toEqual([
      "new_password: password_too_short",
    ]);
    const former = client.token;
    expect((await change({ current_password: TEST_PASSWORD, new_password: password })).status).toBe(200);
    if (kind === "app") expect(client.token).not.toBe(former);
    expect((await client.get("auth/session")).status).toBe(200);
  });
});
