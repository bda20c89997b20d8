import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseSetCookie } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

describe.each(["browser", "app"] as const)("session, %s client", (kind) => {
  it("returns what a client needs to render its forms", async () => {
    const fields = z.object({ displayName: z.string().min(1), newsletter: z.boolean().default(false) });
    await using kit = await createTestKit({ account: { signup: { fields }, loginByCode: { enabled: true } } });
    expect(await kit.client(kind).session.config.query()).toEqual({
      appName: "Acme",
      account: {
        loginMethods: ["email"],
        signup: {
          isOpen: true,
          email: "required",
          username: "off",
          phone: "off",
          password: "required",
          fields: [
            { name: "displayName", required: true, schema: { type: "string", minLength: 1 } },
            { name: "newsletter", required: false, schema: { default: false, type: "boolean" } },
          ],
          honeypot: false,
        },
        emailVerification: "mandatory",
        emailVerificationBy: "link",
        phoneVerification: "mandatory",
        passwordResetBy: "link",
        loginByCode: { isEnabled: true, via: ["email"] },
        changeEmail: false,
        maxEmailAddresses: null,
        reauthenticationTimeout: 300,
        activity: false,
        password: { minLength: 8, maxLength: 1024 },
        code: { kind: "letters", length: 8 },
        codes: {
          emailVerification: { kind: "letters", length: 8 },
          phoneVerification: { kind: "letters", length: 8 },
          login: { kind: "letters", length: 8 },
          passwordReset: { kind: "letters", length: 8 },
        },
      },
      social: { providers: [], only: false },
      mfa: {
        types: ["totp", "recovery_codes", "webauthn"],
        passkeyLogin: true,
        passkeySignup: false,
        passkeyUpgrade: false,
        trust: false,
        required: false,
        requiredFrom: null,
        totpDigits: 6,
        recoveryCodesShownOnce: false,
      },
      session: { trackActivity: false },
    });
  });

  it("stores nothing for visitors, and gives them no token", async () => {
    await using kit = await createTestKit();
    const client = kit.client(kind);
    const anonymous = {
      status: "anonymous",
      flows: [
        { id: "login", isPending: false },
        { id: "signup", isPending: false },
        { id: "mfa_login_webauthn", isPending: false },
      ],
    };
    expect(await client.session.get.query()).toEqual(anonymous);
    expect(await client.account.logout.mutate()).toEqual(anonymous);
    expect(client.lastResponse?.headers.getSetCookie()).toEqual([]);
  });

  it("ends at logout, token and all", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const token = client.tokens.sessionToken ?? client.jar.cookies.get("latchkey.session") ?? "";
    const state = await client.account.logout.mutate();
    expect(state).toMatchObject({ status: "anonymous" });
    expect(state).not.toHaveProperty("tokens");
    expect(await kit.auth.validateSessionToken(token)).toBeNull();
    client.tokens.sessionToken = token;
    client.jar.cookies.set("latchkey.session", token);
    const get = client.session.get.query();
    if (kind === "app") expect(await refusalOf(get)).toEqual({ trpc: "UNAUTHORIZED", codes: ["session_gone"] });
    else expect(await get).toMatchObject({ status: "anonymous" });
  });

  it("drops what is pending at logout and at cancel", async () => {
    await using kit = await createTestKit();
    for (const end of ["logout", "cancel"] as const) {
      const client = kit.client(kind);
      await client.account.signup.mutate({ email: `${end}@example.com`, password: "a fine password" });
      await (end === "logout" ? client.account.logout.mutate() : client.session.cancel.mutate());
      expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    }
  });

  it("expires after its lifetime, which reading does not extend", async () => {
    await using kit = await createTestKit({ session: { lifetime: 1_000 } });
    const client = await kit.clientOf(await kit.createUser(), kind);
    kit.clock.advance(999);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    kit.clock.advance(1);
    expect(await refusalOf(client.account.user.query())).toEqual({ trpc: "UNAUTHORIZED", codes: ["session_gone"] });
  });

  it("ends when it was not used for the idle time, and lives on while it is", async () => {
    await using kit = await createTestKit({ session: { idleTimeout: 600 } });
    const ada = await kit.createUser();
    const [used, idle] = [await kit.clientOf(ada, kind), await kit.clientOf(ada, kind)];
    kit.clock.advance(400);
    expect(await refusalOf(used.account.user.query())).toBeNull();
    kit.clock.advance(400);
    expect(await refusalOf(used.account.user.query())).toBeNull();
    expect(await refusalOf(idle.account.user.query())).toMatchObject({ codes: ["session_gone"] });
  });

  it("ends immediately when the account is deactivated or deleted", async () => {
    await using kit = await createTestKit();
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const client = await kit.clientOf(ada, kind);
    await kit.auth.setUserActive(ada.id, false);
    expect(await refusalOf(client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const [one, two] = [await kit.clientOf(bob, kind), await kit.clientOf(bob, kind)];
    await one.account.delete.mutate();
    expect(await refusalOf(two.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    expect((await kit.delivered()).lastMail(bob.email).template).toBe("account_deleted");
  });

  it("issues tokens to apps and cookies to browsers, never both", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const state = await client.account.login.mutate({ email: ada.email, password: ada.password });
    const cookies = client.lastResponse?.headers.getSetCookie() ?? [];
    if (kind === "app") {
      expect(state).toHaveProperty("tokens.sessionToken");
      expect(cookies).toEqual([]);
      expect(await client.session.get.query()).not.toHaveProperty("tokens");
    } else {
      expect(JSON.stringify(state)).not.toMatch(/[\w-]{43}/);
      const [cookie] = cookies.map(parseSetCookie);
      expect(cookie).toMatchObject({ name: "latchkey.session", maxAge: 14 * 86_400 });
      expect([...(cookie?.attributes ?? [])].filter(([name]) => name !== "max-age")).toEqual([
        ["path", "/"],
        ["httponly", ""],
        ["samesite", "Lax"],
      ]);
      expect(client.lastResponse?.headers.get("cache-control")).toBe("private, no-store");
    }
  });

  it("lists the user's sessions, and ends those that are theirs", async () => {
    await using kit = await createTestKit();
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const [client, elsewhere, bobs] = [
      await kit.clientOf(ada, kind),
      await kit.clientOf(ada, kind),
      await kit.clientOf(bob, kind),
    ];
    const list = await client.session.list.query();
    expect(list.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
    expect(list[0]).toMatchObject({ client: kind, createdAt: kit.clock.now().toISOString() });
    const foreign = (await bobs.session.list.query())[0]?.id ?? "";
    const own = list.find(({ isCurrent }) => !isCurrent)?.id ?? "";
    for (const ids of [[foreign], [own, foreign], ["nonsense"], ["00000000-0000-4000-8000-000000000000"]])
      expect(await refusalOf(client.session.revoke.mutate({ ids }))).toEqual({
        trpc: "NOT_FOUND",
        codes: ["not_found/ids"],
      });
    expect(await kit.sessionsOf(ada)).toHaveLength(2);
    expect(await client.session.revoke.mutate({ ids: [own] })).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(elsewhere.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const current = (await client.session.list.query())[0]?.id ?? "";
    expect(await client.session.revoke.mutate({ ids: [current] })).toMatchObject({ status: "anonymous" });
    expect(await refusalOf(bobs.account.user.query())).toBeNull();
  });

  it("ends all the others", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const [client, ...others] = [
      await kit.clientOf(ada, kind),
      await kit.clientOf(ada, "app"),
      await kit.clientOf(ada, "browser"),
    ];
    expect(await client.session.revokeOthers.mutate()).toMatchObject({ status: "authenticated" });
    for (const other of others)
      expect(await refusalOf(other.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    expect(await client.session.list.query()).toHaveLength(1);
  });

  it("keeps the last use of a session up to date, where the app wants that", async () => {
    await using kit = await createTestKit({ session: { trackActivity: true } });
    const ada = await kit.createUser();
    const client = kit.client(kind, { ip: "192.0.2.10" });
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const created = kit.clock.now().toISOString();
    kit.clock.advance(120);
    client.headers["x-forwarded-for"] = "198.51.100.4";
    client.headers["user-agent"] = "another\r\nagent";
    await client.account.user.query().catch(() => {});
    client.headers["user-agent"] = "another agent";
    await client.account.user.query();
    expect(await client.session.list.query()).toMatchObject([
      { ip: "198.51.100.4", userAgent: "another agent", createdAt: created, lastSeenAt: kit.clock.now().toISOString() },
    ]);
    expect(kit.events.some(({ type }) => type === "session_client_changed")).toBe(true);
  });

  it("lists sessions with their devices, in known names only", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const from = async (userAgent: string) => {
      const client = kit.client(kind);
      client.headers["user-agent"] = userAgent;
      await client.account.login.mutate({ email: ada.email, password: ada.password });
      kit.clock.advance(1);
      return client;
    };
    await from("evil.com/1.0 (x");
    const client = await from("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0");
    expect((await client.session.list.query()).map(({ device }) => device)).toEqual([
      { browser: "Firefox", system: "Linux", kind: "desktop" },
      { browser: null, system: null, kind: "unknown" },
    ]);
  });

  it("knows no refresh tokens of opaque sessions", async () => {
    await using kit = await createTestKit();
    const refresh = kit.client(kind).session.refresh.mutate({ refreshToken: "x" });
    expect(await refusalOf(refresh)).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid_token/refreshToken"] });
  });
});

describe("tokens", () => {
  it("ignores cookies when an app calls", async () => {
    await using kit = await createTestKit();
    const browser = await kit.clientOf(await kit.createUser(), "browser");
    const app = kit.client("app");
    app.headers.cookie = browser.jar.header() ?? "";
    expect(await app.session.get.query()).toMatchObject({ status: "anonymous" });
    app.tokens.sessionToken = "x".repeat(43);
    expect(await refusalOf(app.session.get.query())).toEqual({ trpc: "UNAUTHORIZED", codes: ["session_gone"] });
  });

  it("accepts no kind of token for another, nor a token of the other client", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.signup.mutate({ email: "new@example.com", password: "a fine password" });
    const { flowToken = "" } = client.tokens;
    const asSession = kit.client("app");
    asSession.tokens.sessionToken = flowToken;
    expect(await refusalOf(asSession.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const sessionToken = (await kit.auth.createSessionToken(ada.id, { client: "app" })) ?? "";
    const asFlow = kit.client("app");
    asFlow.tokens.flowToken = sessionToken;
    expect(await asFlow.session.get.query()).toMatchObject({ status: "anonymous" });
    const asBrowser = kit.client("browser");
    asBrowser.jar.cookies.set("latchkey.session", sessionToken);
    expect(await refusalOf(asBrowser.account.user.query())).toMatchObject({ codes: ["session_gone"] });
  });

  it("uses a __Host- cookie on https, and a session cookie for users who are not to be remembered", async () => {
    await using kit = await createTestKit({ origin: "https://app.acme.com" });
    const ada = await kit.createUser();
    const client = kit.client("browser");
    await client.account.login.mutate({ email: ada.email, password: ada.password, remember: false });
    const [cookie] = (client.lastResponse?.headers.getSetCookie() ?? []).map(parseSetCookie);
    expect(cookie?.name).toBe("__Host-latchkey.session");
    expect([...(cookie?.attributes.keys() ?? [])]).toEqual(["path", "httponly", "secure", "samesite"]);
    expect(`${cookie?.name}=${cookie?.value}`.length).toBeLessThanOrEqual(120);
  });

  it("keeps the app's own server calls in sync", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const token = (await kit.auth.createSessionToken(ada.id, { client: "app" })) ?? "";
    expect(await kit.auth.validateSessionToken(token)).toMatchObject({
      user: { id: ada.id },
      session: { createdAt: kit.clock.now().toISOString() },
    });
    expect(await kit.auth.revokeSessions(ada.id)).toBe(1);
    for (const dead of [token, "", "x".repeat(43), "\0"]) expect(await kit.auth.validateSessionToken(dead)).toBeNull();
    expect(await kit.auth.createSessionToken("nobody")).toBeNull();
  });
});
