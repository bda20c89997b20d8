import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const fresh = "a brand new password";
const invalid = { trpc: "BAD_REQUEST", codes: ["invalid_password_reset/key"] };

describe.each(["browser", "app"] as const)("resetting a password by link, %s client", (kind) => {
  async function requested(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const state = await client.account.password.requestReset.mutate({ email: ada.email });
    const { context } = (await kit.delivered()).lastMail(ada.email, "password_reset");
    return { kit, ada, client, state, key: context.key ?? "", url: context.url };
  }

  it("mails one link, refuses weak passwords without using it up, sets the new one and notifies the owner", async () => {
    const { kit, ada, client, state, key, url } = await requested();
    expect(state).toMatchObject({ status: "anonymous" });
    expect(url).toBe(`http://localhost:5173/reset-password#key=${key}`);
    expect(await client.account.password.checkKey.mutate({ key })).toEqual({
      user: { display: ada.email, email: ada.email },
    });
    const weak = client.account.password.reset.mutate({ key, password: "short" });
    expect(await refusalOf(weak)).toEqual({ trpc: "BAD_REQUEST", codes: ["password_too_short/password"] });
    expect(await client.account.password.reset.mutate({ key, password: fresh })).toMatchObject({ status: "anonymous" });
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("password_was_reset");
    expect(await refusalOf(client.account.password.reset.mutate({ key, password: fresh }))).toEqual(invalid);
    expect(await refusalOf(client.account.password.checkKey.mutate({ key }))).toEqual(invalid);
    expect(await refusalOf(client.account.login.mutate({ email: ada.email, password: ada.password }))).not.toBeNull();
    expect(await client.account.login.mutate({ email: ada.email, password: fresh })).toMatchObject({
      status: "authenticated",
    });
    await kit[Symbol.asyncDispose]();
  });

  it("refuses wrong and old keys", async () => {
    const { kit, client, key } = await requested();
    for (const wrong of ["nonsense", "x".repeat(43), "é"]) {
      expect(await refusalOf(client.account.password.checkKey.mutate({ key: wrong }))).toEqual(invalid);
      expect(await refusalOf(client.account.password.reset.mutate({ key: wrong, password: fresh }))).toEqual(invalid);
    }
    kit.clock.advance(3_600);
    expect(await refusalOf(client.account.password.reset.mutate({ key, password: fresh }))).toEqual(invalid);
    await kit[Symbol.asyncDispose]();
  });

  it("responds the same without an account and for a deactivated one, and reveals only the address", async () => {
    const { kit, state } = await requested();
    const off = await kit.createUser();
    await kit.auth.setUserActive(off.id, false);
    for (const email of ["nobody@example.com", off.email]) {
      const answer = await kit.client(kind).account.password.requestReset.mutate({ email });
      expect(answer).toEqual(state);
      const mail = (await kit.delivered()).lastMail(email);
      expect([mail.template, mail.context.url, mail.context.signupUrl]).toEqual([
        "unknown_account",
        undefined,
        "http://localhost:5173/signup",
      ]);
    }
    await kit[Symbol.asyncDispose]();
  });

  it("sends no mail to unknown addresses where the app does not want that", async () => {
    await using kit = await createTestKit({ account: { unknownAccountMails: false } });
    await kit.client(kind).account.password.requestReset.mutate({ email: "nobody@example.com" });
    expect((await kit.delivered()).mails).toEqual([]);
  });

  it("is void after a login", async () => {
    const { kit, ada, client, key } = await requested();
    await kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(client.account.password.reset.mutate({ key, password: fresh }))).toEqual(invalid);
    await kit[Symbol.asyncDispose]();
  });

  it("is limited per address whatever its case, and per key", async () => {
    const { kit, ada, client, key } = await requested({
      rateLimits: { resetPassword: "1/m/key", resetPasswordFromKey: "1/m/ip" },
    });
    const again = client.account.password.requestReset.mutate({ email: ada.email.toUpperCase() });
    expect(await refusalOf(again)).toEqual({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 60 });
    await client.account.password.checkKey.mutate({ key });
    expect(await refusalOf(client.account.password.reset.mutate({ key, password: fresh }))).toMatchObject({
      codes: ["rate_limited"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("logs in where the app wants that, through every stage", async () => {
    const { kit, ada, client, key } = await requested({ account: { loginOnPasswordReset: true } });
    expect(await client.account.password.reset.mutate({ key, password: fresh })).toMatchObject({
      status: "authenticated",
      methods: [{ method: "password_reset", email: ada.email }],
    });
    const bob = await kit.createUser({ emailVerified: false });
    const other = kit.client(kind);
    await other.account.password.requestReset.mutate({ email: bob.email });
    const bobs = (await kit.delivered()).lastMail(bob.email).context.key ?? "";
    // The link was in the mailbox, so the address counts as verified.
    const reset = await other.account.password.reset.mutate({ key: bobs, password: fresh });
    expect(reset).toMatchObject({ status: "authenticated", user: { email: bob.email, emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });

  it("ends every session, pending login and count of failures of the user", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const [client, elsewhere] = [kit.client(kind), await kit.clientOf(ada, kind)];
    await client.account.password.requestReset.mutate({ email: ada.email });
    const key = (await kit.delivered()).lastMail(ada.email).context.key ?? "";
    for (let guess = 0; guess < 6; guess += 1)
      await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
    await client.account.password.reset.mutate({ key, password: fresh });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await refusalOf(elsewhere.account.user.query())).toEqual({ trpc: "UNAUTHORIZED", codes: ["session_gone"] });
    expect(await refusalOf(client.account.login.mutate({ email: ada.email, password: fresh }))).toBeNull();
  });

  it("mails the stored address, never a look-alike that was typed", async () => {
    await using kit = await createTestKit();
    await kit.createUser({ email: "mike@example.com" });
    for (const lookalike of [
      "mıke@example.com",
      "mi\u212Ae@example.com",
      "mike＠example.com",
      "mike@example。com",
      "mike@example.com,eve@evil.com",
      '"mike@example.com"@evil.com',
      "mike@example.com\r\nBcc: eve@evil.com",
      "mike\u200b@example.com",
    ]) {
      const request = kit.client(kind).account.password.requestReset.mutate({ email: lookalike });
      expect(await refusalOf(request)).toMatchObject({ codes: ["invalid/email"] });
    }
    expect((await kit.delivered()).mails).toEqual([]);
  });

  it("includes the username only where users log in with it", async () => {
    for (const loginMethods of [["email"], ["email", "username"]] as const) {
      await using kit = await createTestKit({ account: { loginMethods } });
      const ada = await kit.createUser({ username: "countess" });
      await kit.client(kind).account.password.requestReset.mutate({ email: ada.email });
      const { text } = (await kit.delivered()).lastMail(ada.email);
      expect(text.includes("Your username is countess")).toBe(loginMethods.length === 2);
    }
  });

  it("keeps another user logged in here, or becomes the one whose password was reset", async () => {
    for (const loginOnPasswordReset of [false, true]) {
      await using kit = await createTestKit({ account: { loginOnPasswordReset } });
      const [ada, bob] = [await kit.createUser(), await kit.createUser()];
      const client = await kit.clientOf(bob, kind);
      await client.account.password.requestReset.mutate({ email: ada.email });
      const key = (await kit.delivered()).lastMail(ada.email).context.key ?? "";
      const state = await client.account.password.reset.mutate({ key, password: fresh });
      const expected = { status: "authenticated", user: { id: loginOnPasswordReset ? ada.id : bob.id } };
      expect(state).toMatchObject(expected);
      expect(await client.session.get.query()).toMatchObject(expected);
    }
  });
});

describe.each(["browser", "app"] as const)("resetting a password by code, %s client", (kind) => {
  async function requested(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit({ ...options, account: { passwordResetBy: "code", ...options.account } });
    const ada = await kit.createUser({ emailVerified: false });
    const client = kit.client(kind);
    const state = await client.account.password.requestReset.mutate({ email: ada.email });
    const code = (await kit.delivered()).lastMail(ada.email, "password_reset_code").context.code ?? "";
    return { kit, ada, client, state, code };
  }
  const wrong = { trpc: "BAD_REQUEST", codes: ["incorrect_code/key"] };
  const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };

  it("checks the code, then accepts it with the password; a weak one costs nothing", async () => {
    const { kit, ada, client, state, code } = await requested();
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "password_reset_by_code", recipient: ada.email, confirmed: false },
    });
    expect(await client.account.password.checkKey.mutate({ key: code })).toEqual({
      user: { display: ada.email, email: ada.email },
    });
    expect(await client.session.get.query()).toMatchObject({ status: "pending", flow: { confirmed: true } });
    for (let weak = 0; weak < 4; weak += 1)
      expect(await refusalOf(client.account.password.reset.mutate({ key: code, password: "short" }))).toMatchObject({
        codes: ["password_too_short/password"],
      });
    expect(await client.account.password.reset.mutate({ key: code, password: fresh })).toMatchObject({
      status: "anonymous",
    });
    expect(await refusalOf(client.account.password.reset.mutate({ key: code, password: fresh }))).toEqual(none);
    const login = await client.account.login.mutate({ email: ada.email, password: fresh });
    expect(login).toMatchObject({ status: "authenticated", user: { emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });

  it("accepts the code and the password together, and logs in where the app wants that", async () => {
    const { kit, ada, client, code } = await requested({ account: { loginOnPasswordReset: true } });
    expect(await client.account.password.reset.mutate({ key: code, password: fresh })).toMatchObject({
      status: "authenticated",
      methods: [{ method: "password_reset", email: ada.email }],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("ends after three wrong codes, and reports each to the app", async () => {
    const { kit, client, code } = await requested();
    for (let guess = 0; guess < 3; guess += 1)
      expect(await refusalOf(client.account.password.checkKey.mutate({ key: "BCDF-GHJK" }))).toEqual(wrong);
    expect(await refusalOf(client.account.password.checkKey.mutate({ key: code }))).toEqual(none);
    expect(await refusalOf(client.account.password.reset.mutate({ key: code, password: fresh }))).toEqual(none);
    expect(kit.events.filter(({ type }) => type === "password_reset_code_rejected")).toHaveLength(3);
    await kit[Symbol.asyncDispose]();
  });

  it("responds the same where nobody has the address", async () => {
    const { kit, state } = await requested();
    const client = kit.client(kind);
    const shape = (value: unknown) =>
      JSON.stringify(value, (key, inner) => (/recipient|token/i.test(key) ? "…" : inner));
    expect(shape(await client.account.password.requestReset.mutate({ email: "nobody@example.com" }))).toBe(
      shape(state),
    );
    expect(await refusalOf(client.account.password.checkKey.mutate({ key: "BCDF-GHJK" }))).toEqual(wrong);
    expect(await refusalOf(client.account.password.reset.mutate({ key: "BCDF-GHJK", password: fresh }))).toEqual(wrong);
    await kit[Symbol.asyncDispose]();
  });

  it("resets by a code to the phone of a user without an address", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["phone"], signup: { email: "off" } } });
    const phone = "+4915112345678";
    await kit.auth.createUser({ phone, phoneVerified: true, password: "an old password" });
    const client = kit.client(kind);
    expect(await client.account.password.requestReset.mutate({ phone })).toMatchObject({
      flow: { id: "password_reset_by_code", recipient: phone },
    });
    const code = (await kit.delivered()).lastSms(phone).context.code ?? "";
    await client.account.password.reset.mutate({ key: code, password: fresh });
    expect(await client.account.login.mutate({ phone, password: fresh })).toMatchObject({ status: "authenticated" });
  });
});

describe.each(["browser", "app"] as const)("account.password.change, %s client", (kind) => {
  it("requires the current password and a good new one, or changes and mails nothing", async () => {
    await using kit = await createTestKit({ rateLimits: { changePassword: false } });
    const ada = await kit.createUser();
    const { account } = await kit.clientOf(ada, kind);
    const change = (currentPassword: string | undefined, newPassword: string) =>
      refusalOf(account.password.change.mutate({ currentPassword, newPassword }));
    expect(await change("wrong", fresh)).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["enter_current_password/currentPassword"],
    });
    expect(await change(ada.password, "")).toEqual({ trpc: "BAD_REQUEST", codes: ["required/newPassword"] });
    expect(await change(ada.password, "short")).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["password_too_short/newPassword"],
    });
    expect(await change(ada.password, ada.email)).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["password_too_similar/newPassword"],
    });
    expect(await change(undefined, fresh)).toEqual({ trpc: "BAD_REQUEST", codes: ["required/currentPassword"] });
    expect((await kit.delivered()).mails).toEqual([]);
    expect(
      await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password })),
    ).toBeNull();
  });

  it("changes it, notifies the owner, gives this session a new token and ends the others", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const [client, elsewhere] = [await kit.clientOf(ada, kind), await kit.clientOf(ada, kind)];
    const tokenOf = () => client.tokens.sessionToken ?? client.jar.cookies.get("latchkey.session");
    const before = tokenOf();
    const state = await client.account.password.change.mutate({ currentPassword: ada.password, newPassword: fresh });
    expect(state).toMatchObject({ status: "authenticated" });
    expect("tokens" in state).toBe(kind === "app");
    expect(tokenOf()).not.toBe(before);
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
    expect(await kit.auth.validateSessionToken(before ?? "")).toBeNull();
    expect(await refusalOf(elsewhere.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["password_changed"]);
  });

  it("sets the first password only with recent authentication", async () => {
    await using kit = await createTestKit({ account: { signup: { password: "optional" } } });
    const made = await kit.auth.createUser({ email: "ada@example.com", emailVerified: true });
    const client = await kit.clientOf(made, kind);
    kit.clock.advance(300);
    expect(await refusalOf(client.account.password.change.mutate({ newPassword: fresh }))).toMatchObject({
      codes: ["reauthentication_required"],
    });
    const recent = await kit.clientOf(made, kind);
    expect(await recent.account.password.change.mutate({ newPassword: fresh })).toMatchObject({
      user: { hasUsablePassword: true },
    });
    expect((await kit.delivered()).lastMail("ada@example.com").template).toBe("password_set");
  });

  it("is limited, and logs out where the app wants that", async () => {
    await using kit = await createTestKit({
      account: { logoutOnPasswordChange: true },
      rateLimits: { changePassword: "1/m/user" },
    });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const state = await client.account.password.change.mutate({ currentPassword: ada.password, newPassword: fresh });
    expect(state).toMatchObject({ status: "anonymous" });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const again = await kit.clientOf(ada, kind);
    const second = again.account.password.change.mutate({ currentPassword: fresh, newPassword: ada.password });
    expect(await refusalOf(second)).toMatchObject({ codes: ["rate_limited"] });
  });
});

describe.each(["browser", "app"] as const)("account.reauthenticate, %s client", (kind) => {
  it("adds a record and makes the session recent again", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    kit.clock.advance(299);
    expect(await refusalOf(client.account.email.add.mutate({ email: "two@example.com" }))).toBeNull();
    kit.clock.advance(1);
    const stale = {
      trpc: "UNAUTHORIZED",
      codes: ["reauthentication_required"],
      flows: [{ id: "reauthenticate", isPending: false }],
    };
    expect(await refusalOf(client.account.delete.mutate())).toEqual(stale);
    const state = await client.account.reauthenticate.mutate({ password: ada.password });
    expect(state).toMatchObject({ methods: [{ method: "password" }, { method: "password", reauthenticated: true }] });
    expect(await refusalOf(client.account.delete.mutate())).toBeNull();
    expect(await kit.auth.getUser(ada.id)).toBeNull();
  });

  it("refuses wrong passwords, five of them at most, and users who are not logged in", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const { account } = await kit.clientOf(ada, kind);
    const wrong = { trpc: "BAD_REQUEST", codes: ["incorrect_password/password"] };
    for (let guess = 0; guess < 5; guess += 1)
      expect(await refusalOf(account.reauthenticate.mutate({ password: "wrong" }))).toEqual(wrong);
    const locked = { trpc: "BAD_REQUEST", codes: ["too_many_login_attempts/password"], retryAfter: 300 };
    expect(await refusalOf(account.reauthenticate.mutate({ password: ada.password }))).toEqual(locked);
    const anonymous = kit.client(kind).account.reauthenticate.mutate({ password: "x" });
    expect(await refusalOf(anonymous)).toEqual({ trpc: "UNAUTHORIZED", codes: ["not_authenticated"] });
  });

  it("requires a new login from a user without a password (nothing else proves that it is still them)", async () => {
    await using kit = await createTestKit({ account: { signup: { password: "optional" } } });
    const client = await kit.clientOf(
      await kit.auth.createUser({ email: "ada@example.com", emailVerified: true }),
      kind,
    );
    kit.clock.advance(300);
    expect(await refusalOf(client.account.delete.mutate())).toMatchObject({
      flows: [{ id: "login", isPending: false }],
    });
  });
});
