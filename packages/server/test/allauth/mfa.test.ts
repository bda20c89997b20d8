import { describe, expect, it } from "vitest";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { allauthClients, codesOf, flowsOf, loggedInAt } from "../support/allauthClient.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo } from "../support/mailboxes.ts";

const TOTP = "account/authenticators/totp";
const CODES = "account/authenticators/recovery-codes";
const WEBAUTHN = "account/authenticators/webauthn";

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: second factors", (kind) => {
  const loggedIn = (options: Parameters<typeof loggedInAt>[1] = {}) => loggedInAt(kind, options);

  it("asks nobody but users for their factors", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    for (const path of ["account/authenticators", TOTP, CODES, WEBAUTHN, "auth/webauthn/reauthenticate"])
      expect((await client.get(path)).status).toBe(401);
    expect((await client.post(TOTP, { code: "123456" })).status).toBe(401);
    expect((await client.post("auth/2fa/reauthenticate", { code: "123456" })).status).toBe(401);
  });

  it("sets up an authenticator app, logs in with it, and removes it", async () => {
    const { kit, user, client } = await loggedIn({ account: { signup: { username: "optional" } } });
    const absent = await client.get(TOTP);
    expect(absent.status).toBe(404);
    expect(absent.meta.totp_url).toMatch(/^otpauth:\/\/totp\//);
    const { secret } = absent.meta;
    expect(codesOf(await client.post(TOTP, { code: "000000" }))).toEqual(["code: incorrect_code"]);
    const added = await client.post(TOTP, { code: await kit.totp({ secret }) });
    expect(added).toMatchObject({
      status: 200,
      data: { type: "totp", created_at: kit.clock.now().getTime() / 1000, last_used_at: null },
      meta: { recovery_codes_generated: true },
    });
    expect((await client.get(TOTP)).data.type).toBe("totp");
    expect((await client.post(TOTP, { code: "123456" })).status).toBe(409);
    expect((await client.get("account/authenticators")).data).toMatchObject([
      { type: "totp" },
      { type: "recovery_codes", total_code_count: 10, unused_code_count: 10 },
    ]);

    const again = allauthClients(kit.auth)(kind);
    const login = await again.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    expect(flowsOf(login).pending).toEqual({
      id: "mfa_authenticate",
      is_pending: true,
      types: ["recovery_codes", "totp"],
    });
    expect(codesOf(await again.post("auth/2fa/authenticate", { code: "000000" }))).toEqual(["code: incorrect_code"]);
    expect(codesOf(await again.post("auth/2fa/authenticate", {}))).toEqual(["code: required"]);
    kit.clock.advance(30);
    const done = await again.post("auth/2fa/authenticate", { code: await kit.totp({ secret }) });
    expect(done.data.methods).toMatchObject([{ method: "password" }, { method: "mfa", type: "totp" }]);

    expect((await again.send("DELETE", TOTP)).status).toBe(200);
    expect((await again.send("DELETE", TOTP)).status).toBe(200);
    expect((await again.get("account/authenticators")).data).toEqual([]);
  });

  it("refuses a factor to a user with an unverified address", async () => {
    const { client } = await loggedIn();
    await client.post("account/email", { email: "second@example.com" });
    for (const path of [TOTP, WEBAUTHN]) {
      const answer = await client.get(path);
      expect([answer.status, codesOf(answer)]).toEqual([409, ["unverified_email"]]);
    }
    expect(codesOf(await client.post(TOTP, { code: "123456" }))).toEqual(["code: unverified_email"]);
  });

  it("shows recovery codes only shortly after authentication, with the ways to it", async () => {
    const kit = await createTestKit();
    const user = await kit.createUser({ totp: true, recoveryCodes: ["11111111", "22222222", "33333333"] });
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    expect((await client.post("auth/2fa/authenticate", { code: "11111111" })).status).toBe(200);
    const shown = await client.get(CODES);
    expect(shown.data).toMatchObject({
      type: "recovery_codes",
      total_code_count: 3,
      unused_code_count: 2,
    });
    expect([...shown.data.unused_codes].sort()).toEqual(["22222222", "33333333"]);
    kit.clock.advance(301);
    const refused = await client.get(CODES);
    expect(refused).toMatchObject({ status: 401, meta: { is_authenticated: true } });
    expect(refused.data.flows).toEqual([
      { id: "reauthenticate" },
      { id: "mfa_reauthenticate", types: ["recovery_codes", "totp"] },
    ]);
    expect((await client.post(CODES)).status).toBe(401);
    expect(codesOf(await client.post("auth/2fa/reauthenticate", { code: "99999999" }))).toEqual([
      "code: incorrect_code",
    ]);
    expect((await client.post("auth/2fa/reauthenticate", { code: "22222222" })).status).toBe(200);
    const renewed = await client.post(CODES);
    expect(renewed.data.unused_codes).toHaveLength(10);
  });

  it("says how many recovery codes are left, where the app shows them only once", async () => {
    const kit = await createTestKit({ mfa: { recoveryCodes: { showOnce: true } } });
    const user = await kit.createUser({ totp: true, recoveryCodes: ["11111111", "22222222", "33333333"] });
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    await client.post("auth/2fa/authenticate", { code: "11111111" });
    const answer = await client.get(CODES);
    expect(answer).toMatchObject({ status: 200, data: { unused_code_count: 2 } });
    expect(answer.data).not.toHaveProperty("unused_codes");
  });

  it("has no recovery codes for a user without another factor", async () => {
    const { client } = await loggedIn();
    expect((await client.get(CODES)).status).toBe(404);
    expect(codesOf(await client.post(CODES))).toEqual(["cannot_generate_recovery_codes"]);
  });

  it("answers 401 to a second factor for which no login waits", async () => {
    const { client, kit } = await loggedIn();
    for (const here of [client, allauthClients(kit.auth)(kind)]) {
      for (const answer of [
        await here.post("auth/2fa/authenticate", { code: "123456" }),
        await here.get("auth/webauthn/authenticate"),
        await here.post("auth/webauthn/authenticate", { credential: {} }),
      ])
        expect([answer.status, answer.meta.is_authenticated]).toEqual([401, false]);
    }
  });

  it("offers to trust a browser, and no app", async () => {
    const kit = await createTestKit({ mfa: { trust: {} } });
    const user = await kit.createUser({ totp: true });
    const client = allauthClients(kit.auth)(kind);
    const login = () => client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    await login();
    const answered = await client.post("auth/2fa/authenticate", { code: await kit.totp(user) });
    if (kind === "app") {
      expect(answered.status).toBe(200);
      expect((await client.post("auth/2fa/trust", { trust: true })).status).toBe(404);
      return;
    }
    expect(flowsOf(answered).pending).toEqual({ id: "mfa_trust", is_pending: true });
    expect((await client.post("auth/2fa/trust", { trust: true })).status).toBe(200);
    expect((await client.post("auth/2fa/trust", { trust: true })).status).toBe(401);
    await client.send("DELETE", "auth/session");
    expect((await login()).status).toBe(200);
  });

  it("adds, renames and removes passkeys, and logs in with one", async () => {
    const { kit, user, client } = await loggedIn();
    const device = kit.authenticator();
    const { publicKey } = (await client.get(`${WEBAUTHN}?passwordless`)).data.creation_options;
    expect(publicKey.authenticatorSelection.residentKey).toBe("required");
    expect(codesOf(await client.post(WEBAUTHN, {}))).toEqual(["credential: required"]);
    expect(codesOf(await client.post(WEBAUTHN, { credential: { id: "x" } }))).toEqual(["incorrect_code"]);
    const next = (await client.get(`${WEBAUTHN}?passwordless`)).data.creation_options;
    const added = await client.post(WEBAUTHN, { name: "Phone", credential: device.create(next.publicKey) });
    expect(added).toMatchObject({
      status: 200,
      data: { type: "webauthn", name: "Phone", is_passwordless: true },
      meta: { recovery_codes_generated: true },
    });
    const { id } = added.data;
    expect((await client.send("PUT", WEBAUTHN, { id, name: "Old phone" })).data).toMatchObject({
      id,
      name: "Old phone",
    });
    expect(codesOf(await client.send("PUT", WEBAUTHN, { id, name: "x".repeat(101) }))).toEqual(["name: max_length"]);
    expect(codesOf(await client.send("DELETE", WEBAUTHN, { authenticators: [] }))).toEqual([
      "authenticators: required",
    ]);
    const foreign = "7d7b9d2e-0000-4000-8000-000000000000";
    expect(codesOf(await client.send("PUT", WEBAUTHN, { id: foreign, name: "x" }))).toEqual(["id: invalid_choice"]);
    expect(codesOf(await client.send("DELETE", WEBAUTHN, { authenticators: [foreign] }))).toEqual([
      "authenticators: invalid_choice",
    ]);

    const passkey = allauthClients(kit.auth)(kind);
    const { request_options: asked } = (await passkey.get("auth/webauthn/login")).data;
    const login = await passkey.post("auth/webauthn/login", { credential: device.get(asked.publicKey) });
    expect(login.data.user.id).toBe(user.id);
    expect(login.data.methods).toMatchObject([{ method: "mfa", type: "webauthn", passwordless: true }]);
    expect(
      codesOf(await allauthClients(kit.auth)(kind).post("auth/webauthn/login", { credential: { id: "x" } })),
    ).toEqual(["credential: incorrect_code"]);
    kit.clock.advance(301);
    expect((await passkey.get(WEBAUTHN)).status).toBe(401);
    const { request_options: more } = (await passkey.get("auth/webauthn/reauthenticate")).data;
    const proved = await passkey.post("auth/webauthn/reauthenticate", { credential: device.get(more.publicKey) });
    expect(proved.data.methods.at(-1)).toMatchObject({ method: "mfa", type: "webauthn", reauthenticated: true });

    const second = allauthClients(kit.auth)(kind);
    await second.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    const { request_options: factor } = (await second.get("auth/webauthn/authenticate")).data;
    expect((await second.post("auth/webauthn/authenticate", { credential: device.get(factor.publicKey) })).status).toBe(
      200,
    );
    expect((await second.send("DELETE", WEBAUTHN, { authenticators: [id] })).status).toBe(200);
  });

  it("knows no trusted browsers and no signup with a passkey where they are off", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    expect((await client.post("auth/2fa/trust", { trust: true })).status).toBe(404);
    for (const method of ["GET", "POST", "PUT"] as const) {
      const body = method === "GET" ? undefined : {};
      expect((await client.send(method, "auth/webauthn/signup", body)).status).toBe(404);
    }
  });

  it("signs up with a passkey", async () => {
    const account = { emailVerificationBy: "code" } as const;
    const kit = await createTestKit({ account, mfa: { passkeySignup: true } });
    const client = allauthClients(kit.auth)(kind);
    expect((await client.get("auth/webauthn/signup")).status).toBe(409);
    expect((await client.send("PUT", "auth/webauthn/signup", { credential: { id: "x" } })).status).toBe(409);
    const begun = await client.post("auth/webauthn/signup", { email: "ada@example.com" });
    expect(flowsOf(begun).pending?.id).toBe("verify_email");
    const verified = await client.post("auth/email/verify", { key: await keyMailedTo(kit, "ada@example.com") });
    expect(flowsOf(verified).pending?.id).toBe("mfa_signup_webauthn");
    const { creation_options: options } = (await client.get("auth/webauthn/signup")).data;
    const credential = kit.authenticator().create(options.publicKey);
    const done = await client.send("PUT", "auth/webauthn/signup", { name: "Mine", credential });
    expect(done).toMatchObject({ status: 200, data: { user: { has_usable_password: false } } });
    expect((await client.get("account/authenticators")).data).toMatchObject([{ name: "Mine" }]);
  });
});
