import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allauthHandler } from "../../src/allauth/allauth.ts";
import { TEST_PASSWORD } from "../../src/testing/createTestKit.ts";
import { allauthClients, BASE, codesOf, flowsOf } from "../support/allauthClient.ts";
import { challenged, testChallenge } from "../support/challenges.ts";
import { createTestKit } from "../support/kit.ts";

const SIGNUP = { email: "ada@example.com", password: "a long enough one" };

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: login and session", (kind) => {
  it("tells what a client needs for its forms", async () => {
    const kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    const answer = await allauthClients(kit.auth)(kind).get("config");
    expect(answer).toMatchObject({
      status: 200,
      data: {
        account: {
          login_methods: ["email", "username"],
          is_open_for_signup: true,
          email_verification_by_code_enabled: false,
          authentication_method: "username_email",
        },
        socialaccount: { providers: [] },
        mfa: { supported_types: ["totp", "recovery_codes", "webauthn"], passkey_login_enabled: true },
        usersessions: { track_activity: false },
      },
    });
  });

  it("answers 401 with what can be begun while nobody is logged in, and stores nothing", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    const answer = await client.get("auth/session");
    expect(answer.status).toBe(401);
    expect(answer.meta).toEqual({ is_authenticated: false });
    expect(flowsOf(answer)).toEqual({ ids: ["login", "signup", "mfa_login_webauthn"], pending: null });
  });

  it("logs in, tells who it is, and logs out", async () => {
    const kit = await createTestKit({ account: { signup: { username: "optional" } } });
    const { id, email } = await kit.createUser({ username: "ada" });
    const client = allauthClients(kit.auth)(kind);
    const login = await client.post("auth/login", { email, password: TEST_PASSWORD });
    expect(login.data).toEqual({
      user: { id, display: "ada", email, username: "ada", has_usable_password: true },
      methods: [{ method: "password", at: kit.clock.now().getTime() / 1000, email }],
    });
    expect(Object.keys(login.meta)).toEqual(
      kind === "app" ? ["is_authenticated", "session_token"] : ["is_authenticated"],
    );
    const session = await client.get("auth/session");
    expect(session.data).toEqual(login.data);
    expect(session.meta).toEqual({ is_authenticated: true });
    const logout = await client.send("DELETE", "auth/session");
    expect([logout.status, logout.meta]).toEqual([401, { is_authenticated: false }]);
    expect((await client.get("auth/session")).status).toBe(kind === "app" ? 410 : 401);
  });

  it("does not use a session that ended while the body was on its way", async () => {
    await using kit = await createTestKit();
    const { id, email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email, password: TEST_PASSWORD });
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const answered = client.stream("POST", "account/authenticators/webauthn", body.readable);
    const writer = body.writable.getWriter();
    await writer.write(Buffer.from('{"name": '));
    await kit.auth.revokeSessions(id);
    await writer.write(Buffer.from('"key"}'));
    await writer.close();
    expect((await answered).status).toBe(kind === "app" ? 410 : 401);
  });

  it("takes a body that breaks off for none of our errors", async () => {
    await using kit = await createTestKit();
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("gone")) });
    expect((await allauthClients(kit.auth)(kind).stream("POST", "auth/login", broken)).status).toBe(400);
    expect(kit.errors).toEqual([]);
  });

  it("reports every field at once", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/login", {})).sort()).toEqual(["email: required", "password: required"]);
    const signup = await client.post("auth/signup", { email: "nobody", password: "short" });
    expect(signup.status).toBe(400);
    expect(codesOf(signup).sort()).toEqual(["email: invalid", "password: password_too_short"]);
    expect(codesOf(await client.post("auth/login", { email: 1, password: [] })).sort()).toEqual([
      "email: invalid",
      "password: required",
    ]);
  });

  it("refuses a wrong password, the same for an unknown address", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    const wrong = await client.post("auth/login", { email, password: "wrong" });
    const unknown = await client.post("auth/login", { email: "nobody@example.com", password: "wrong" });
    expect(codesOf(wrong)).toEqual(["password: email_password_mismatch"]);
    expect(unknown.errors).toEqual(wrong.errors);
  });

  it("answers 409 to a login or signup of somebody who is logged in", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email, password: TEST_PASSWORD });
    expect((await client.post("auth/login", { email, password: TEST_PASSWORD })).status).toBe(409);
    expect((await client.post("auth/signup", SIGNUP)).status).toBe(409);
    expect((await client.post("auth/login", {})).status).toBe(400);
  });

  it("signs up with the app's own fields, and waits for the address", async () => {
    const fields = z.object({ company: z.string().min(2) });
    const kit = await createTestKit({ account: { signup: { fields } } });
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/signup", SIGNUP))).toEqual(["company: required"]);
    const answer = await client.post("auth/signup", { ...SIGNUP, company: "Acme" });
    expect(answer.status).toBe(401);
    expect(flowsOf(answer).pending).toEqual({ id: "verify_email", is_pending: true });
    if (kind === "app") expect(answer.meta.session_token).toMatch(/^flow\.[\w-]{43}$/);
    expect(flowsOf(await client.get("auth/session")).pending?.id).toBe("verify_email");
    const dropped = await client.send("DELETE", "auth/session");
    expect(flowsOf(dropped).pending).toBeNull();
  });

  it("answers 403 where signup is closed", async () => {
    const kit = await createTestKit({ account: { signup: { open: false } } });
    const answer = await allauthClients(kit.auth)(kind).post("auth/signup", SIGNUP);
    expect(answer.status).toBe(403);
    expect(flowsOf(await allauthClients(kit.auth)(kind).get("auth/session")).ids).not.toContain("signup");
  });

  it("answers 403 with the challenge that a login must solve, and takes its solution in our header", async () => {
    const kit = await createTestKit({ challenge: { by: testChallenge().port, login: "always" } });
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    const credentials = { email, password: TEST_PASSWORD };
    const { challenge } = challenged("login");
    expect(await client.post("auth/login", credentials)).toMatchObject({ status: 403, data: { challenge } });
    client.headers["x-latchkey-challenge"] = "right-for-allauth";
    expect((await client.post("auth/login", credentials)).status).toBe(200);
  });

  it("answers 429 past a limit of calls, and 400 past one of guesses", async () => {
    const kit = await createTestKit({ rateLimits: { login: "2/m/ip", loginFailed: "1/m/key" } });
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email, password: "wrong" });
    expect(codesOf(await client.post("auth/login", { email, password: "wrong" }))).toEqual(["too_many_login_attempts"]);
    const limited = await client.post("auth/login", { email, password: "wrong" });
    expect(limited.status).toBe(429);
    expect(limited.response.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  it("refuses what is no JSON object, and a body without end", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    for (const body of ["{", "[]", "null", '"text"', "1"])
      expect((await client.send("POST", "auth/login", body)).status).toBe(400);
    expect((await client.send("POST", "auth/login", "x".repeat(300_000))).status).toBe(413);
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"])
      expect((await client.send("POST", "auth/login", `{"${name}": "", "password": "x"}`)).status).toBe(400);
  });

  it("reauthenticates with the password", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    expect((await client.post("auth/reauthenticate", { password: TEST_PASSWORD })).status).toBe(401);
    await client.post("auth/login", { email, password: TEST_PASSWORD });
    expect(codesOf(await client.post("auth/reauthenticate", { password: "wrong" }))).toEqual([
      "password: incorrect_password",
    ]);
    const former = client.token;
    const answer = await client.post("auth/reauthenticate", { password: TEST_PASSWORD });
    expect(answer.data.methods).toHaveLength(2);
    expect(answer.data.methods[1]).toMatchObject({ method: "password", reauthenticated: true });
    if (kind === "app") expect(client.token).not.toBe(former);
    expect((await client.get("auth/session")).status).toBe(200);
  });

  it("lists sessions, and ends them", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const [here, there] = [allauthClients(kit.auth)(kind), allauthClients(kit.auth)("browser")];
    expect((await here.get("auth/sessions")).status).toBe(401);
    for (const client of [there, here]) await client.post("auth/login", { email, password: TEST_PASSWORD });
    const { data } = await here.get("auth/sessions");
    expect(data.map((entry: { is_current: boolean }) => entry.is_current).sort()).toEqual([false, true]);
    const other = data.find((entry: { is_current: boolean }) => !entry.is_current);
    const foreign = await here.send("DELETE", "auth/sessions", { sessions: ["7d7b9d2e-0000-4000-8000-000000000000"] });
    expect(codesOf(foreign)).toEqual(["sessions: invalid_choice"]);
    expect(codesOf(await here.send("DELETE", "auth/sessions", {}))).toEqual(["sessions: required"]);
    const rest = await here.send("DELETE", "auth/sessions", { sessions: [other.id] });
    expect(rest.data).toHaveLength(1);
    expect((await there.get("auth/session")).status).toBe(401);
    const last = await here.send("DELETE", "auth/sessions", { sessions: [rest.data[0].id] });
    expect(last.status).toBe(401);
  });

  it("asks for authentication again before sessions are ended, with the ways to it", async () => {
    const kit = await createTestKit();
    const { id, email } = await kit.createUser();
    const client = allauthClients(kit.auth)(kind);
    await client.post("auth/login", { email, password: TEST_PASSWORD });
    kit.clock.advance(301);
    const { data } = await client.get("auth/sessions");
    const answer = await client.send("DELETE", "auth/sessions", { sessions: [data[0].id] });
    expect(answer).toMatchObject({
      status: 401,
      data: { user: { id }, flows: [{ id: "reauthenticate" }] },
      meta: { is_authenticated: true },
    });
  });

  it("knows no other path, method or base", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    expect((await client.get("auth/nothing")).status).toBe(404);
    const wrong = await client.get("auth/login");
    expect([wrong.status, wrong.response.headers.get("allow")]).toEqual([405, "POST"]);
    const handler = allauthHandler(kit.auth, { basePath: "/api/_allauth" });
    const at = (path: string) =>
      handler(new Request(`http://localhost${path}`, { headers: { "x-forwarded-for": "1.1.1.1" } }));
    expect((await at(`/api/_allauth/${kind}/v1/config`)).status).toBe(200);
    expect((await at(`/_allauth/${kind}/v1/config`)).status).toBe(404);
    expect((await at(`/api/_allauth/other/v1/config`)).status).toBe(404);
  });

  it("is not served where this kind of client is not accepted", async () => {
    const kit = await createTestKit({ clients: [kind === "app" ? "browser" : "app"] });
    expect((await allauthClients(kit.auth)(kind).get("config")).status).toBe(404);
  });
});

describe("allauth's protocol, cookies", () => {
  const login = (headers: Record<string, string>, body: object) =>
    new Request(`${BASE}/browser/v1/auth/login`, {
      method: "POST",
      headers: { "x-forwarded-for": "192.0.2.7", ...headers },
      body: JSON.stringify(body),
    });

  it("refuses a browser's change without the CSRF token, with another one, or from another site", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const handler = allauthHandler(kit.auth);
    const token = "t".repeat(43);
    const origin = "http://localhost:5173";
    const body = { email, password: TEST_PASSWORD };
    const right = { cookie: `csrftoken=${token}`, "x-csrftoken": token, origin };
    for (const headers of [
      { origin },
      { ...right, cookie: "" },
      { ...right, "x-csrftoken": "u".repeat(43) },
      { ...right, cookie: `csrftoken=${token}; csrftoken=${"u".repeat(43)}` },
      { ...right, origin: "https://evil.example" },
    ])
      expect((await handler(login(headers, body))).status).toBe(403);
    expect(await kit.sessionsOf(await kit.createUser())).toEqual([]);
    expect((await handler(login(right, body))).status).toBe(200);
  });

  it("gives a readable CSRF cookie once, and another one at login", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const client = allauthClients(kit.auth)("browser");
    const first = await client.get("config");
    expect(first.response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^csrftoken=[\w-]{43}; Max-Age=31449600; Path=\/; SameSite=Lax$/),
    ]);
    expect((await client.get("config")).response.headers.getSetCookie()).toEqual([]);
    const before = client.jar.cookies.get("csrftoken");
    const answer = await client.post("auth/login", { email, password: TEST_PASSWORD });
    expect(client.jar.cookies.get("csrftoken")).not.toBe(before);
    expect(answer.response.headers.get("cache-control")).toBe("private, no-store");
    expect(client.jar.cookies.has("latchkey.session")).toBe(true);
  });
});

describe("allauth's protocol, session tokens", () => {
  it("answers 410 to a token that belongs to nothing, whatever cookies come with it", async () => {
    const kit = await createTestKit();
    const { email } = await kit.createUser();
    const browser = allauthClients(kit.auth)("browser");
    await browser.post("auth/login", { email, password: TEST_PASSWORD });
    const app = allauthClients(kit.auth)("app");
    for (const token of ["x", "y".repeat(43), browser.jar.cookies.get("latchkey.session") ?? ""]) {
      app.token = token;
      const answer = await app.send("GET", "auth/session", undefined, { cookie: browser.jar.header() ?? "" });
      expect(answer).toMatchObject({ status: 410, meta: { is_authenticated: false } });
      expect(flowsOf(answer).ids).toContain("login");
      expect((await app.post("auth/login", { email, password: TEST_PASSWORD })).status).toBe(410);
    }
    app.token = null;
    const ignored = await app.send("GET", "auth/session", undefined, { cookie: browser.jar.header() ?? "" });
    expect(ignored.status).toBe(401);
  });
});
