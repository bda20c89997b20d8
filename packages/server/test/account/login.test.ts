import { describe, expect, it } from "vitest";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const mismatch = { trpc: "BAD_REQUEST", codes: ["email_password_mismatch/password"] };

describe.each(["browser", "app"] as const)("account.login, %s client", (kind) => {
  it("reports what is missing", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["username"] } });
    // @ts-expect-error the password is missing
    expect(await refusalOf(kit.client(kind).account.login.mutate({}))).toMatchObject({
      codes: ["required/username", "required/password"],
    });
    const noName = kit.client(kind).account.login.mutate({ password: "x" });
    expect(await refusalOf(noName)).toEqual({ trpc: "BAD_REQUEST", codes: ["required/username"] });
  });

  it("responds alike to a wrong password and an unknown address", async () => {
    await using kit = await createTestKit();
    const { email } = await kit.createUser();
    expect(await refusalOf(kit.client(kind).account.login.mutate({ email, password: "wrong" }))).toEqual(mismatch);
    const unknown = kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "wrong" });
    expect(await refusalOf(unknown)).toEqual(mismatch);
  });

  it("logs in by email, by username in any case, and by phone, and records by which", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username", "phone"] } });
    const phone = "+4915112345678";
    const ada = await kit.createUser({ username: "Ada", phone, phoneVerified: true });
    const at = kit.clock.now().toISOString();
    const password = TEST_PASSWORD;
    const byEmail = await kit.client(kind).account.login.mutate({ email: ada.email.toUpperCase(), password });
    expect(byEmail).toMatchObject({
      status: "authenticated",
      user: { id: ada.id, display: "Ada", email: ada.email, username: "Ada", phone, hasUsablePassword: true },
      methods: [{ method: "password", email: ada.email, at }],
      flow: null,
    });
    const byName = await kit.client(kind).account.login.mutate({ username: "aDA", password });
    expect(byName).toMatchObject({ methods: [{ method: "password", username: "Ada", at }] });
    const byPhone = await kit.client(kind).account.login.mutate({ phone, password });
    expect(byPhone).toMatchObject({ methods: [{ method: "password", phone, at }] });
  });

  it("requires exactly one identifier, and only those that are login methods", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    const { email } = await kit.createUser({ username: "ada" });
    const { account } = kit.client(kind);
    const invalid = { trpc: "BAD_REQUEST", codes: ["invalid_login"] };
    expect(await refusalOf(account.login.mutate({ email, username: "ada", password: "x" }))).toEqual(invalid);
    expect(await refusalOf(account.login.mutate({ password: "x" }))).toEqual(invalid);
    expect(await refusalOf(account.login.mutate({ phone: "+4915112345678", password: "x" }))).toEqual(invalid);
    const addressAsName = account.login.mutate({ username: email, password: "x" });
    expect(await refusalOf(addressAsName)).toMatchObject({ codes: ["email_password_mismatch/password"] });
    expect(await refusalOf(account.login.mutate({ email: "ada", password: "x" }))).toMatchObject({
      codes: ["invalid/email"],
    });
  });

  it("logs in no deactivated account, right password or not", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    await kit.auth.setUserActive(ada.id, false);
    const client = kit.client(kind);
    const right = client.account.login.mutate({ email: ada.email, password: ada.password });
    // Those who know the password may learn the reason; nobody else does.
    expect(await refusalOf(right)).toEqual({ trpc: "BAD_REQUEST", codes: ["account_inactive"] });
    const wrong = client.account.login.mutate({ email: ada.email, password: "wrong" });
    expect(await refusalOf(wrong)).toEqual(mismatch);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("refuses a user who is logged in, after validating the input", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const again = client.account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(again)).toEqual({ trpc: "CONFLICT", codes: ["already_authenticated"] });
    const malformed = client.account.login.mutate({ email: ada.email, password: "" });
    expect(await refusalOf(malformed)).toMatchObject({ codes: ["required/password"] });
  });

  it("replaces a pending login by a new one that keeps nothing of it", async () => {
    await using kit = await createTestKit();
    const waiting = await kit.createUser({ emailVerified: false });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const first = await client.account.login.mutate({ email: waiting.email, password: waiting.password });
    expect(first).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    const second = await client.account.login.mutate({ email: ada.email, password: ada.password });
    expect(second).toMatchObject({ status: "authenticated", methods: [{ email: ada.email }] });
    expect(second).toHaveProperty("methods.length", 1);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });

  it("reports a login to the app when it is complete, not before", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code" } });
    const ada = await kit.createUser({ emailVerified: false });
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    expect(kit.events.filter(({ type }) => type === "login")).toEqual([]);
    const { code = "" } = (await kit.delivered()).lastMail(ada.email).context;
    await client.account.email.verify.mutate({ key: code });
    expect(kit.events.filter(({ type }) => type === "login")).toMatchObject([{ userId: ada.id, client: kind }]);
  });

  it("asks the app whether the user may log in, and undoes everything when its hook throws", async () => {
    let mayLogin = false;
    await using kit = await createTestKit({
      hooks: {
        canLogin: () => mayLogin,
        onLogin: () => {
          throw new Error("the app's own table is full");
        },
      },
    });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const attempt = () => refusalOf(client.account.login.mutate({ email: ada.email, password: ada.password }));
    expect(await attempt()).toMatchObject({ codes: ["account_inactive"] });
    mayLogin = true;
    expect(await attempt()).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(client.jar.cookies.size).toBe(0);
  });

  it("uses a password exactly as it was set: never trimmed, cut or folded", async () => {
    await using kit = await createTestKit();
    const long = `${"pass phrase ".repeat(7)}with more than seventy-two bytes`;
    const ada = await kit.createUser({ password: ` ${long}` });
    const { account } = kit.client(kind);
    const login = (password: string) => refusalOf(account.login.mutate({ email: ada.email, password }));
    expect(await login(long)).toEqual(mismatch);
    expect(await login(` ${long.slice(0, 71)}`)).toEqual(mismatch);
    expect(await login(` ${long.toUpperCase()}`)).toEqual(mismatch);
    expect(await login(` ${long}`)).toBeNull();
  });
});

describe("limits of account.login", () => {
  it("count wrong passwords per account and accept other accounts, until the address has used up its share", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const bob = await kit.createUser();
    const login = (email: string, password: string, ip?: string) =>
      refusalOf(kit.client("browser", ip === undefined ? {} : { ip }).account.login.mutate({ email, password }));
    for (let guess = 0; guess < 5; guess += 1) expect(await login(ada.email, "wrong")).toEqual(mismatch);
    const locked = { trpc: "BAD_REQUEST", codes: ["too_many_login_attempts"], retryAfter: 300 };
    expect(await login(ada.email, "wrong")).toEqual(locked);
    expect(await login(ada.email, ada.password, "198.51.100.7")).toEqual(locked);
    expect(await login(bob.email, bob.password)).toBeNull();
    for (let guess = 0; guess < 5; guess += 1) await login(bob.email, "wrong");
    expect(await login("another@example.com", "wrong")).toMatchObject({
      codes: ["too_many_login_attempts"],
      retryAfter: 60,
    });
    kit.clock.advance(300);
    expect(await login(ada.email, ada.password)).toBeNull();
  });

  it("count every spelling of an identifier as one", async () => {
    await using kit = await createTestKit({
      account: { loginMethods: ["username"] },
      rateLimits: { loginFailed: "3/300s/key" },
    });
    await kit.createUser({ username: "ada" });
    const spellings = ["ada", "ADA", " Ada ", "ａｄａ", "aDa"];
    const answers = [];
    for (const username of spellings)
      answers.push(
        (await refusalOf(kit.client("app").account.login.mutate({ username, password: "wrong" })))?.codes[0],
      );
    const wrong = "username_password_mismatch/password";
    expect(answers).toEqual([wrong, wrong, wrong, "too_many_login_attempts", "too_many_login_attempts"]);
  });

  it("limit calls by address, right passwords or wrong", async () => {
    await using kit = await createTestKit({ rateLimits: { login: "1/m/ip" } });
    const ada = await kit.createUser();
    const login = () => refusalOf(kit.client("app").account.login.mutate({ email: ada.email, password: ada.password }));
    expect(await login()).toBeNull();
    expect(await login()).toEqual({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 60 });
  });

  it("keep a bucket for each phone number", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["phone"] } });
    const bob = await kit.createUser({ phone: "+4915100000002", phoneVerified: true });
    const { account } = kit.client("app", { ip: "198.51.100.1" });
    for (let guess = 0; guess < 5; guess += 1)
      await refusalOf(account.login.mutate({ phone: "+4915100000001", password: "x" }));
    const other = kit
      .client("app", { ip: "198.51.100.2" })
      .account.login.mutate({ phone: "+4915100000002", password: bob.password });
    expect(await refusalOf(other)).toBeNull();
  });

  it("clear the count of an account, and no other, when it logs in", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const login = (password: string, ip: string) =>
      refusalOf(kit.client("app", { ip }).account.login.mutate({ email: ada.email, password }));
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 3; guess += 1) expect(await login("wrong", "198.51.100.9")).toEqual(mismatch);
      expect(await login(ada.password, "192.0.2.1")).toBeNull();
    }
    await login("wrong", "198.51.100.9");
    // The guessing client address has used up its ten, regardless of logins in between.
    expect(await login("wrong", "198.51.100.9")).toMatchObject({ codes: ["too_many_login_attempts"] });
  });

  it("accept the owner's trusted browser while strangers have used up the account's guesses", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: ["password"], trust: true } } });
    const ada = await kit.createUser();
    const owner = kit.client("browser");
    await owner.account.login.mutate({ email: ada.email, password: ada.password });
    await owner.account.code.confirm.mutate({ code: (await kit.delivered()).lastMail(ada.email).context.code ?? "" });
    expect(await owner.mfa.trust.mutate({ trust: true })).toMatchObject({ status: "authenticated" });
    await owner.account.logout.mutate();
    const stranger = kit.client("browser", { ip: "198.51.100.66" });
    for (let guess = 0; guess < 6; guess += 1)
      await refusalOf(stranger.account.login.mutate({ email: ada.email, password: "wrong" }));
    const elsewhere = kit.client("browser").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(elsewhere)).toMatchObject({ codes: ["too_many_login_attempts"] });
    expect(await owner.account.login.mutate({ email: ada.email, password: ada.password })).toMatchObject({
      status: "authenticated",
    });
  });
});
