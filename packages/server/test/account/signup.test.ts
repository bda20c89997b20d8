import { describe, expect, it } from "vitest";
import { z } from "zod";
import { users } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const email = "ada@example.com";

describe.each(["browser", "app"] as const)("account.signup, %s client", (kind) => {
  it("logs in immediately where the address need not be verified, and counts as an authentication", async () => {
    await using kit = await createTestKit({
      account: { emailVerification: "optional", loginMethods: ["email", "username"] },
    });
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email, username: "ada", password });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { email, emailVerified: false, username: "ada", hasUsablePassword: true },
      methods: [{ method: "password", email }],
    });
    expect(kit.events.map(({ type }) => type)).toEqual(["signup", "login"]);
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["verify_email"]);
    // The next call need not reauthenticate.
    expect(await refusalOf(client.account.delete.mutate())).toBeNull();
  });

  it("waits for the address to be verified", async () => {
    await using kit = await createTestKit();
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email: "Ada@Example.COM", password });
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "verify_email", email, by: "link", canResend: true, canChange: true },
      flows: expect.arrayContaining([{ id: "verify_email", isPending: true }]),
    });
    const { mails } = await kit.delivered();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ template: "verify_email", to: email });
    expect(mails[0]?.context.url).toMatch(/^http:\/\/localhost:5173\/verify-email#key=[\w-]{43}$/);
    expect(await client.session.get.query()).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
  });

  it.each(["link", "code"] as const)(
    "hides that an address is taken, by %s: same response, a mail to its owner, no second account",
    async (by) => {
      await using kit = await createTestKit({ account: { emailVerificationBy: by } });
      await kit.createUser({ email });
      const taken = await kit.client(kind).account.signup.mutate({ email, password });
      const free = await kit.client(kind).account.signup.mutate({ email: "new@example.com", password });
      const shape = (state: typeof taken) =>
        JSON.stringify(state, (key, value) => (/email|token/i.test(key) ? "…" : value));
      expect(shape(taken)).toBe(shape(free));
      const mails = (await kit.delivered()).mails.map(({ template, to }) => [template, to]);
      expect(mails).toEqual([
        ["account_already_exists", email],
        [by === "link" ? "verify_email" : "verify_email_code", "new@example.com"],
      ]);
      expect(await kit.database.select().from(users)).toHaveLength(2);
    },
  );

  it("refuses every code of a hidden signup, and ends it after three", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code" } });
    await kit.createUser({ email });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    const answer = (key: string) => refusalOf(client.account.email.verify.mutate({ key }));
    expect(await answer("")).toMatchObject({ codes: ["required/key"] });
    expect(await answer("BCDF-GHJK")).toMatchObject({ codes: ["incorrect_code/key"] });
    expect(await answer("é")).toMatchObject({ codes: ["incorrect_code/key"] });
    expect(await answer("BCDF-GHJK")).toEqual({ trpc: "CONFLICT", codes: ["no_pending_flow"] });
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("lets a hidden signup resend and change like a real one", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy: "code" } });
    await kit.createUser({ email });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    kit.clock.advance(11);
    expect(await client.account.email.resend.mutate()).toMatchObject({
      status: "pending",
      flow: { email, canResend: true },
    });
    expect((await kit.delivered()).mails).toHaveLength(1);
    // The mail to the user's own address must arrive, or its absence would reveal that the first one is taken.
    const moved = await client.account.email.change.mutate({ email: "own@example.com" });
    expect(moved).toMatchObject({ status: "pending", flow: { email: "own@example.com", canChange: true } });
    const { code = "" } = (await kit.delivered()).lastMail("own@example.com", "verify_email_code").context;
    expect(await client.account.email.verify.mutate({ key: code })).toMatchObject({
      status: "authenticated",
      user: { email: "own@example.com", emailVerified: true },
    });
    await client.account.logout.mutate();
    expect(await client.account.login.mutate({ email: "own@example.com", password })).toMatchObject({
      status: "authenticated",
    });
  });

  it("reports that an address is taken where the app does not hide it, or cannot", async () => {
    for (const account of [{ preventEnumeration: false }, { emailVerification: "optional" }] as const) {
      await using kit = await createTestKit({ account });
      await kit.createUser({ email });
      const signup = kit.client(kind).account.signup.mutate({ email, password });
      expect(await refusalOf(signup)).toEqual({ trpc: "BAD_REQUEST", codes: ["email_taken/email"] });
    }
  });

  it("creates a second account with the same unverified address in strict mode", async () => {
    await using kit = await createTestKit({ account: { emailVerification: "optional", preventEnumeration: "strict" } });
    await kit.createUser({ email, emailVerified: false });
    const state = await kit.client(kind).account.signup.mutate({ email, password: "another fine password" });
    expect(state).toMatchObject({ status: "authenticated", user: { email, emailVerified: false } });
    const login = kit.client(kind).account.login.mutate({ email, password: "another fine password" });
    expect(await refusalOf(login)).toBeNull();
  });

  it("is closed when the app wants that, after the input is validated", async () => {
    await using kit = await createTestKit({ account: { signup: { open: async () => false } } });
    const { account } = kit.client(kind);
    expect(await refusalOf(account.signup.mutate({ email, password }))).toEqual({
      trpc: "FORBIDDEN",
      codes: ["signup_closed"],
    });
    expect(await refusalOf(account.signup.mutate({ email, password: "" }))).toMatchObject({
      codes: ["required/password"],
    });
    expect(await kit.database.select().from(users)).toHaveLength(0);
  });

  it("refuses a user who is logged in", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), kind);
    const signup = client.account.signup.mutate({ email, password });
    expect(await refusalOf(signup)).toEqual({ trpc: "CONFLICT", codes: ["already_authenticated"] });
  });

  it("creates accounts without a password that no password opens", async () => {
    await using kit = await createTestKit({
      account: { emailVerification: "none", signup: { password: "optional" }, loginByCode: { enabled: true } },
    });
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email });
    expect(state).toMatchObject({ user: { hasUsablePassword: false }, methods: [] });
    await client.account.logout.mutate();
    for (const attempt of [" ", "null", "undefined"])
      expect(await refusalOf(client.account.login.mutate({ email, password: attempt }))).toMatchObject({
        codes: ["email_password_mismatch/password"],
      });
    expect(await refusalOf(client.account.login.mutate({ email, password: "" }))).toMatchObject({
      codes: ["required/password"],
    });
  });

  it("reports every invalid field at once", async () => {
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "username"], username: { blocked: ["Admin"] } },
    });
    await kit.createUser({ username: "Ada" });
    const signup = (input: { email?: string; username?: string; password?: string }) =>
      refusalOf(
        kit.client(kind).account.signup.mutate({ email: "new@example.com", username: "new", password, ...input }),
      );
    expect((await signup({ email: "nonsense", username: "a b" }))?.codes).toEqual([
      "invalid/email",
      "invalid/username",
    ]);
    expect((await signup({ username: "ADMIN", password: "short" }))?.codes).toEqual([
      "username_blocked/username",
      "password_too_short/password",
    ]);
    expect((await signup({ username: "aDa" }))?.codes).toEqual(["username_taken/username"]);
    expect((await signup({ username: "x".repeat(151) }))?.codes).toEqual(["invalid/username"]);
    expect((await signup({ password: "password1" }))?.codes).toEqual(["password_too_common/password"]);
    expect((await signup({ password: "1234567890123" }))?.codes).toEqual(["password_too_common/password"]);
    // Already at signup, not only when the password is changed.
    expect((await signup({ password: "new@example.com" }))?.codes).toEqual(["password_too_similar/password"]);
    expect(await kit.database.select().from(users)).toHaveLength(1);
  });

  it("stores the app's own fields, typed end to end, and nothing that was not declared", async () => {
    const fields = z.object({ displayName: z.string().min(1), newsletter: z.boolean().default(false) });
    await using kit = await createTestKit({ account: { emailVerification: "none", signup: { fields } } });
    const { account } = kit.client(kind);
    // @ts-expect-error a required field of the app's own is missing
    const missing = account.signup.mutate({ email, password });
    expect(await refusalOf(missing)).toMatchObject({ codes: ["required/displayName"] });
    const both = account.signup.mutate({ email: "nonsense", password, displayName: "" });
    expect((await refusalOf(both))?.codes.sort()).toEqual(["invalid/email", "required/displayName"]);
    const extra = { id: "1", emailVerified: true, isAdmin: true, isActive: false };
    const state = await account.signup.mutate({ email, password, displayName: "Ada", ...extra });
    expect(state).toMatchObject({ status: "authenticated", user: { emailVerified: false } });
    if (state.status !== "authenticated") throw new Error("not logged in");
    expect(state.user.data).toEqual({ displayName: "Ada", newsletter: false });
  });

  it("requires a login code first where codes are required, and that code verifies the address", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: true } } });
    const client = kit.client(kind);
    expect(await client.account.signup.mutate({ email, password })).toMatchObject({
      flow: { id: "login_by_code", recipient: email },
    });
    const { mails, lastMail } = await kit.delivered();
    expect(mails).toHaveLength(1);
    const state = await client.account.code.confirm.mutate({ code: lastMail(email).context.code ?? "" });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { emailVerified: true },
      methods: [{ method: "password" }, { method: "code", email }],
    });
  });

  it("commits the app's own rows with the account, or nothing at all", async () => {
    let fails = true;
    await using kit = await createTestKit({
      account: { emailVerification: "none" },
      hooks: {
        onSignup() {
          if (fails) throw new Error("the app's own table is full");
        },
      },
    });
    const { account } = kit.client(kind);
    expect(await refusalOf(account.signup.mutate({ email, password }))).toEqual({
      trpc: "INTERNAL_SERVER_ERROR",
      codes: [],
    });
    expect(await kit.database.select().from(users)).toHaveLength(0);
    fails = false;
    expect(await refusalOf(account.signup.mutate({ email, password }))).toBeNull();
  });

  it("is limited by address", async () => {
    await using kit = await createTestKit({ rateLimits: { signup: "1/m/ip" } });
    const signup = (to: string) => refusalOf(kit.client(kind).account.signup.mutate({ email: to, password }));
    expect(await signup("one@example.com")).toBeNull();
    expect(await signup("two@example.com")).toEqual({
      trpc: "TOO_MANY_REQUESTS",
      codes: ["rate_limited"],
      retryAfter: 60,
    });
  });

  it("tells everything that is taken at once, where it may be told", async () => {
    const account = { loginMethods: ["email", "username", "phone"] } as const;
    const phone = "+15555550100";
    const taken = async (preventEnumeration: boolean) => {
      await using kit = await createTestKit({ account: { ...account, preventEnumeration } });
      const ada = await kit.createUser({ username: "ada", phone, phoneVerified: true });
      const signUp = (username: string) =>
        refusalOf(kit.client(kind).account.signup.mutate({ email: ada.email, username, phone, password }));
      return [(await signUp("ADA"))?.codes, (await signUp("grace"))?.codes];
    };
    const contacts = ["email_taken/email", "phone_taken/phone"];
    expect(await taken(false)).toEqual([["username_taken/username", ...contacts], contacts]);
    expect(await taken(true)).toEqual([["username_taken/username"], undefined]);
  });

  it("sends the mail after a failed first attempt: only mails that were sent count", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    await kit.createUser({ username: "ada" });
    const { account } = kit.client(kind);
    expect(await refusalOf(account.signup.mutate({ email, username: "ada", password }))).toMatchObject({
      codes: ["username_taken/username"],
    });
    await account.signup.mutate({ email, username: "ada2", password });
    expect((await kit.delivered()).mails.map(({ to }) => to)).toEqual([email]);
  });
});
