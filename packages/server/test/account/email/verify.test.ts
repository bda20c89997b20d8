import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const email = "ada@example.com";
const DAY = 86_400;

describe.each(["browser", "app"] as const)("account.email.verify by link, %s client", (kind) => {
  async function signedUp(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    const { key = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
    return { kit, client, key };
  }

  it("logs in the browser that signed up, where the app wants that", async () => {
    const { kit, client, key } = await signedUp({ account: { loginOnEmailVerification: true } });
    expect(await client.account.email.checkKey.mutate({ key })).toEqual({ email, isAuthenticating: true });
    const state = await client.account.email.verify.mutate({ key });
    expect(state).toMatchObject({ status: "authenticated", user: { emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });

  it("verifies an address that was added only within a session of its account, even if nothing else of the account is verified", async () => {
    const { kit, client } = await signedUp({ account: { emailVerification: "optional" } });
    await client.account.email.add.mutate({ email: "second@example.com" });
    const { key = "" } = (await kit.delivered()).lastMail("second@example.com", "verify_email").context;
    const elsewhere = kit.client(kind);
    const refusal = await refusalOf(elsewhere.account.email.verify.mutate({ key }));
    expect(refusal?.codes).toEqual(["not_authenticated"]);
    await client.account.email.verify.mutate({ key });
    expect(await client.account.email.list.query()).toContainEqual({
      email: "second@example.com",
      verified: true,
      primary: false,
    });
    await kit[Symbol.asyncDispose]();
  });

  it("otherwise verifies the address and drops the pending login", async () => {
    const { kit, client, key } = await signedUp();
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous" });
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    expect(await client.account.login.mutate({ email, password })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("reveals only the address to someone else who has the key, and logs them in nowhere", async () => {
    const { kit, client, key } = await signedUp({ account: { loginOnEmailVerification: true } });
    const other = kit.client(kind);
    expect(await other.account.email.checkKey.mutate({ key })).toEqual({ email, isAuthenticating: false });
    expect(await other.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous" });
    const ended = { flow: "verify_email", reason: "verified" };
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous", ended });
    expect(await client.session.get.query()).not.toHaveProperty("ended");
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous", ended });
    expect(await client.account.login.mutate({ email, password })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("uses nothing up when it is only checked, as by a mail scanner", async () => {
    const { kit, key } = await signedUp();
    for (let look = 0; look < 3; look += 1) await kit.client(kind).account.email.checkKey.mutate({ key });
    expect(await refusalOf(kit.client(kind).account.email.verify.mutate({ key }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("refuses keys that are wrong, used, of another kind or expired", async () => {
    const { kit, client, key } = await signedUp();
    const invalid = { trpc: "BAD_REQUEST", codes: ["invalid_or_expired_key/key"] };
    const verify = (given: string) => refusalOf(client.account.email.verify.mutate({ key: given }));
    const check = (given: string) => refusalOf(client.account.email.checkKey.mutate({ key: given }));
    for (const wrong of ["", "nonsense", "é", "x".repeat(43), `${key}x`]) {
      expect(await verify(wrong)).toEqual(invalid);
      expect(await check(wrong)).toEqual(invalid);
    }
    const ada = await kit.createUser();
    await client.account.password.requestReset.mutate({ email: ada.email });
    const resetKey = (await kit.delivered()).lastMail(ada.email).context.key ?? "";
    expect(await verify(resetKey)).toEqual(invalid);
    kit.clock.advance(3 * DAY);
    expect(await verify(key)).toEqual(invalid);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps the current user logged in, whoever's key it is", async () => {
    const { kit, key } = await signedUp({ account: { loginOnEmailVerification: true } });
    const bob = await kit.createUser();
    const client = await kit.clientOf(bob, kind);
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({
      status: "authenticated",
      user: { id: bob.id },
    });
    expect(await refusalOf(kit.client(kind).account.login.mutate({ email, password }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("fails when another account has verified the address meanwhile", async () => {
    await using kit = await createTestKit({ account: { preventEnumeration: "strict", emailVerification: "optional" } });
    const [ada, eve] = [kit.client(kind), kit.client(kind)];
    await eve.account.signup.mutate({ email, password });
    kit.clock.advance(181);
    await ada.account.signup.mutate({ email, password: "another fine password" });
    const [first, second] = (await kit.delivered()).mails.map(({ context }) => context.key ?? "");
    await ada.account.email.verify.mutate({ key: second ?? "" });
    const late = eve.account.email.verify.mutate({ key: first ?? "" });
    expect(await refusalOf(late)).toEqual({ trpc: "BAD_REQUEST", codes: ["email_taken/key"] });
    expect(await eve.account.user.query()).toMatchObject({ emailVerified: false });
  });

  it("sends another mail at a later login, but not within three minutes", async () => {
    const { kit, client } = await signedUp();
    const login = () => client.account.login.mutate({ email, password });
    expect(await login()).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    expect((await kit.delivered()).mails).toHaveLength(1);
    kit.clock.advance(180);
    expect(await login()).toMatchObject({ status: "pending" });
    expect((await kit.delivered()).mails).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });

  it("logs nobody in by an address that was merely added, and does not hold a login by username", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    const ada = await kit.createUser({ username: "ada" });
    const client = await kit.clientOf(ada, kind);
    await client.account.email.add.mutate({ email: "second@example.com" });
    const bySecond = kit.client(kind).account.login.mutate({ email: "second@example.com", password });
    expect(await refusalOf(bySecond)).toMatchObject({ codes: ["email_password_mismatch/password"] });
    const byName = await kit.client(kind).account.login.mutate({ username: "ada", password });
    expect(byName).toMatchObject({ status: "authenticated" });
  });

  it("sends a new link on request, for anyone and any address, with the same response", async () => {
    const { kit } = await signedUp({ account: { emailVerification: "optional" } });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    kit.clock.advance(181);
    const answers = [];
    for (const address of [email, ada.email, "nobody@example.com"])
      answers.push(JSON.stringify(await client.account.email.requestVerification.mutate({ email: address })));
    expect(new Set(answers).size).toBe(1);
    const mails = (await kit.delivered()).mails.slice(1);
    expect(mails.map(({ template, to }) => [template, to])).toEqual([["verify_email", email]]);
    await kit[Symbol.asyncDispose]();
  });

  it("resends and changes the address while a signup waits, twice each", async () => {
    const { kit, client, key } = await signedUp();
    kit.clock.advance(181);
    expect(await client.account.email.resend.mutate()).toMatchObject({ flow: { canResend: true } });
    expect(await refusalOf(client.account.email.resend.mutate())).toEqual({
      trpc: "TOO_MANY_REQUESTS",
      codes: ["rate_limited"],
      retryAfter: 180,
    });
    expect(await client.account.email.change.mutate({ email: "new@example.com" })).toMatchObject({
      flow: { email: "new@example.com" },
    });
    expect(await refusalOf(client.account.email.verify.mutate({ key }))).toMatchObject({
      codes: ["invalid_or_expired_key/key"],
    });
    const newKey = (await kit.delivered()).lastMail("new@example.com").context.key ?? "";
    await client.account.email.verify.mutate({ key: newKey });
    expect(await client.account.login.mutate({ email: "new@example.com", password })).toMatchObject({
      status: "authenticated",
    });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("account.email.verify by code, %s client", (kind) => {
  const byCode = { emailVerificationBy: "code" } as const;
  async function signedUp(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit({ account: byCode, ...options });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    const codeTo = async (to: string) => (await kit.delivered()).lastMail(to).context.code ?? "";
    return { kit, client, codeTo };
  }

  it("can be checked without using the code up, then logs in", async () => {
    const { kit, client, codeTo } = await signedUp();
    const code = await codeTo(email);
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const typed = ` ${code.toLowerCase().replace("-", " ")} `;
    for (let look = 0; look < 4; look += 1)
      expect(await client.account.email.checkKey.mutate({ key: typed })).toEqual({ email, isAuthenticating: true });
    expect(await client.account.email.verify.mutate({ key: typed })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("counts wrong codes whether they look or verify, and ends after three", async () => {
    const { kit, client, codeTo } = await signedUp();
    const code = await codeTo(email);
    const wrong = { trpc: "BAD_REQUEST", codes: ["incorrect_code/key"] };
    expect(await refusalOf(client.account.email.checkKey.mutate({ key: "BCDF-GHJK" }))).toEqual(wrong);
    expect(await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }))).toEqual(wrong);
    expect(await refusalOf(client.account.email.checkKey.mutate({ key: "BCDF-GHJK" }))).toEqual(wrong);
    const late = await refusalOf(client.account.email.verify.mutate({ key: code }));
    expect(late).toEqual({ trpc: "CONFLICT", codes: ["no_pending_flow"] });
    const rejected = kit.events.filter(({ type }) => type === "email_code_rejected");
    expect(rejected.map(({ detail }) => detail)).toEqual([undefined, undefined, "last_attempt"]);
    await kit[Symbol.asyncDispose]();
  });

  it("cannot be guessed by looking, in one signup after another", async () => {
    const rateLimits = { verificationFailed: "2/m/key", confirmEmailCode: false } as const;
    const { client } = await signedUp({ account: byCode, rateLimits });
    const look = (by = client) => refusalOf(by.account.email.checkKey.mutate({ key: "BCDF-GHJK" }));
    expect((await look())?.codes).toEqual(["incorrect_code/key"]);
    expect((await look())?.codes).toEqual(["incorrect_code/key"]);
    await client.session.cancel.mutate();
    await client.account.signup.mutate({ email, password });
    expect((await look())?.codes).toEqual(["too_many_login_attempts/key"]);
  });

  it("fails with no_pending_flow where nothing is pending, and in another browser", async () => {
    const { kit, codeTo } = await signedUp();
    const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
    const other = kit.client(kind);
    expect(await refusalOf(other.account.email.verify.mutate({ key: await codeTo(email) }))).toEqual(none);
    expect(await refusalOf(other.account.email.checkKey.mutate({ key: "BCDF-GHJK" }))).toEqual(none);
    expect(await refusalOf(other.account.email.resend.mutate())).toEqual(none);
    expect(await refusalOf(other.account.email.change.mutate({ email: "x@example.com" }))).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("limits how often codes are mailed to one address", async () => {
    const { kit } = await signedUp({ account: byCode, rateLimits: { confirmEmailCode: "1/m/key" } });
    const again = kit.client(kind).account.login.mutate({ email, password });
    expect(await refusalOf(again)).toEqual({ trpc: "BAD_REQUEST", codes: ["too_many_login_attempts"], retryAfter: 60 });
    await kit[Symbol.asyncDispose]();
  });

  it("resends with a new code that replaces the old one, twice, without new attempts or time", async () => {
    const { kit, client, codeTo } = await signedUp();
    const old = await codeTo(email);
    expect(await refusalOf(client.account.email.resend.mutate())).toMatchObject({ codes: ["rate_limited"] });
    await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }));
    kit.clock.advance(500);
    expect(await client.account.email.resend.mutate()).toMatchObject({ flow: { canResend: true } });
    expect(await refusalOf(client.account.email.verify.mutate({ key: old }))).toMatchObject({
      codes: ["incorrect_code/key"],
    });
    kit.clock.advance(11);
    expect(await client.account.email.resend.mutate()).toMatchObject({ flow: { canResend: false } });
    kit.clock.advance(11);
    expect(await refusalOf(client.account.email.resend.mutate())).toMatchObject({ codes: ["no_pending_flow"] });
    const newest = await codeTo(email);
    kit.clock.advance(100);
    expect(await refusalOf(client.account.email.verify.mutate({ key: newest }))).toMatchObject({
      codes: ["no_pending_flow"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("changes the address of a pending signup, twice, and verifies the new one", async () => {
    const { kit, client, codeTo } = await signedUp();
    expect(await refusalOf(client.account.email.change.mutate({ email }))).toMatchObject({
      codes: ["same_as_current/email"],
    });
    await client.account.email.change.mutate({ email: "two@example.com" });
    expect(await client.account.email.change.mutate({ email: "three@example.com" })).toMatchObject({
      flow: { canChange: false },
    });
    expect(await refusalOf(client.account.email.change.mutate({ email: "four@example.com" }))).toMatchObject({
      codes: ["no_pending_flow"],
    });
    const state = await client.account.email.verify.mutate({ key: await codeTo("three@example.com") });
    expect(state).toMatchObject({ user: { email: "three@example.com" } });
    expect(await client.account.email.list.query()).toEqual([
      { email: "three@example.com", verified: true, primary: true },
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("hides that the new address is taken, and lets the signup change to a free one", async () => {
    const { kit, client, codeTo } = await signedUp();
    const bob = await kit.createUser();
    const moved = await client.account.email.change.mutate({ email: bob.email });
    expect(moved).toMatchObject({ status: "pending", flow: { email: bob.email } });
    expect((await kit.delivered()).lastMail(bob.email).template).toBe("account_already_exists");
    expect(await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }))).toMatchObject({
      codes: ["incorrect_code/key"],
    });
    await client.account.email.change.mutate({ email: "free@example.com" });
    const state = await client.account.email.verify.mutate({ key: await codeTo("free@example.com") });
    expect(state).toMatchObject({ status: "authenticated", user: { email: "free@example.com" } });
    await kit[Symbol.asyncDispose]();
  });
});
