import { describe, expect, it } from "vitest";
import { z } from "zod";
import { invitations, users } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const email = "ada@example.com";
const closed = { account: { signup: { open: false } } } as const;
const refused = (param: "invitation" | "key") => ({
  trpc: "BAD_REQUEST",
  codes: [`invalid_or_expired_key/${param}`],
});

describe.each(["browser", "app"] as const)("an invitation, %s client", (kind) => {
  it("signs up with its address, verified, where signup is closed to everybody else", async () => {
    await using kit = await createTestKit(closed);
    const { id, key, url, expiresAt } = await kit.auth.createInvitation({ email: "Ada@Example.com" });
    expect(url).toBe(`http://localhost:5173/signup#key=${key}`);
    expect(expiresAt).toEqual(new Date(kit.clock.now().getTime() + 7 * 86_400_000));
    const { template, context, text } = (await kit.delivered()).lastMail(email);
    expect([template, context.url, context.key]).toEqual(["invitation", url, key]);
    expect(text).toContain(url);
    const client = kit.client(kind);
    expect(await refusalOf(client.account.signup.mutate({ email, password }))).toMatchObject({
      codes: ["signup_closed"],
    });
    expect(await client.account.checkInvitation.mutate({ key })).toEqual({
      email,
      expiresAt: expiresAt.toISOString(),
    });
    const state = await client.account.signup.mutate({ invitation: key, password });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { id, email, emailVerified: true },
      methods: [{ method: "password", email }],
    });
    expect((await kit.delivered()).mails).toHaveLength(1);
    expect(kit.events.map(({ type, detail }) => [type, detail])).toEqual([
      ["invitation_created", id],
      ["signup", "invitation"],
      ["login", "password"],
    ]);
    expect(await kit.database.select().from(invitations)).toEqual([]);
  });

  it("decides the address: what is entered is not used", async () => {
    await using kit = await createTestKit();
    const { key } = await kit.auth.createInvitation({ email });
    const state = await kit
      .client(kind)
      .account.signup.mutate({ email: "mallory@example.com", invitation: key, password });
    expect(state).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
    expect((await kit.delivered()).mails.map(({ to }) => to)).toEqual([email]);
  });

  it("works once, also when two people present it at the same time", async () => {
    await using kit = await createTestKit({ ...closed, rateLimits: false });
    const { key } = await kit.auth.createInvitation({ email });
    const signUp = () => refusalOf(kit.client(kind).account.signup.mutate({ invitation: key, password }));
    const answers = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    for (const answer of answers.filter((one) => one !== null))
      expect(answer.codes[0]).toMatch(/^(invalid_or_expired_key\/invitation|email_taken)/);
    expect(await signUp()).toEqual(refused("invitation"));
    expect(await kit.database.select().from(users)).toHaveLength(1);
  });

  it("is refused when it is wrong, withdrawn or expired, with one answer, and opens nothing", async () => {
    await using kit = await createTestKit({ ...closed, rateLimits: false });
    const expired = await kit.auth.createInvitation({ email, lifetime: 60 });
    const withdrawn = await kit.auth.createInvitation({ email: "bob@example.com" });
    expect(await kit.auth.revokeInvitation(withdrawn.id)).toBe(true);
    expect(await kit.auth.revokeInvitation(withdrawn.id)).toBe(false);
    expect(await kit.auth.revokeInvitation("nonsense")).toBe(false);
    kit.clock.advance(60);
    const client = kit.client(kind);
    for (const key of [expired.key, withdrawn.key, expired.id, "", "x".repeat(43), "\u00e9"]) {
      const signup = client.account.signup.mutate({ invitation: key, email: "eve@example.com", password });
      expect(await refusalOf(signup)).toEqual(refused("invitation"));
      expect(await refusalOf(client.account.checkInvitation.mutate({ key }))).toEqual(refused("key"));
    }
    expect(await kit.database.select().from(users)).toEqual([]);
    expect(await kit.auth.cleanUp()).toBeGreaterThan(0);
    expect(await kit.database.select().from(invitations)).toEqual([]);
  });

  it("is kept when something else in the signup is wrong", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    await kit.auth.createUser({ username: "ada" });
    const { key } = await kit.auth.createInvitation({ email });
    const client = kit.client(kind);
    const signUp = (username: string, secret: string) =>
      refusalOf(client.account.signup.mutate({ invitation: key, username, password: secret }));
    expect(await signUp("ada", password)).toMatchObject({ codes: ["username_taken/username"] });
    expect(await signUp("lovelace", "short")).toMatchObject({ codes: ["password_too_short/password"] });
    // Similar to the invited address, which is not in the input.
    expect(await signUp("lovelace", "ada@example.com")).toMatchObject({ codes: ["password_too_similar/password"] });
    expect(await signUp("lovelace", password)).toBeNull();
  });

  it("tells the owner of an address that it has an account already, and is kept", async () => {
    await using kit = await createTestKit(closed);
    await kit.createUser({ email });
    const { key } = await kit.auth.createInvitation({ email });
    const client = kit.client(kind);
    const answer = await refusalOf(client.account.signup.mutate({ invitation: key, password }));
    expect(answer).toEqual({ trpc: "BAD_REQUEST", codes: ["email_taken/email"] });
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(await kit.database.select().from(invitations)).toHaveLength(1);
  });

  it("is not blocked by somebody who signed up with the address and has not verified it", async () => {
    await using kit = await createTestKit();
    const squatter = kit.client(kind);
    await squatter.account.signup.mutate({ email, password: "the squatter's own" });
    const link = (await kit.delivered()).lastMail(email, "verify_email").context.key ?? "";
    const { key } = await kit.auth.createInvitation({ email });
    const owner = kit.client(kind);
    expect(await owner.account.signup.mutate({ invitation: key, password })).toMatchObject({
      status: "authenticated",
      user: { email, emailVerified: true },
    });
    // The address belongs to the owner now: nothing opens with the squatter's password, nor with the link.
    const other = kit.client(kind);
    const wrong = await refusalOf(other.account.login.mutate({ email, password: "the squatter's own" }));
    expect(wrong?.codes).toEqual(["email_password_mismatch/password"]);
    expect((await refusalOf(squatter.account.email.verify.mutate({ key: link })))?.codes).toHaveLength(1);
    expect(await squatter.session.get.query()).not.toMatchObject({ status: "authenticated" });
    expect(await kit.client(kind).account.login.mutate({ email, password })).toMatchObject({ status: "authenticated" });
  });

  it("hides that a number is taken as any other signup does", async () => {
    const phone = "+31612345678";
    await using kit = await createTestKit({
      account: { signup: { open: false, phone: "required" } },
      rateLimits: false,
    });
    await kit.auth.createUser({ phone, phoneVerified: true });
    const signUp = async (invited: string, number: string) => {
      const { key } = await kit.auth.createInvitation({ email: invited });
      const client = kit.client(kind);
      return { client, state: await client.account.signup.mutate({ invitation: key, phone: number, password }) };
    };
    const taken = await signUp("one@example.com", phone);
    const free = await signUp("two@example.com", "+31687654321");
    const shape = (state: unknown) => JSON.stringify(state, (key, value) => (/phone|token/i.test(key) ? "…" : value));
    expect(shape(taken.state)).toBe(shape(free.state));
    // Another number, and the signup ends as it would have.
    await taken.client.account.phone.set.mutate({ phone: "+31600000001" });
    const code = (await kit.delivered()).lastSms("+31600000001").context.code ?? "";
    expect(await taken.client.account.phone.verify.mutate({ code })).toMatchObject({
      status: "authenticated",
      user: { email: "one@example.com", emailVerified: true },
    });
  });

  it("sets the app's own fields that the inviter decides, and its account has its id", async () => {
    const seen: string[] = [];
    await using kit = await createTestKit({
      account: { signup: { open: false, fields: z.object({ name: z.string(), team: z.string().optional() }) } },
      hooks: { onSignup: (user) => void seen.push(user.id) },
    });
    const { id, key } = await kit.auth.createInvitation({ email, data: { team: "blue" } });
    const signup = kit
      .client(kind)
      .account.signup.mutate({ invitation: key, password, name: "Ada", team: "the winners" });
    expect(await signup).toMatchObject({ user: { data: { name: "Ada", team: "blue" } } });
    expect(seen).toEqual([id]);
  });

  it("signs up with a passkey", async () => {
    await using kit = await createTestKit({
      account: { emailVerificationBy: "code", signup: { open: false } },
      mfa: { passkeySignup: true },
    });
    const { key } = await kit.auth.createInvitation({ email });
    const client = kit.client(kind);
    const wrong = client.mfa.webauthn.beginSignup.mutate({ invitation: "x".repeat(43) });
    expect(await refusalOf(wrong)).toEqual(refused("invitation"));
    const state = await client.mfa.webauthn.beginSignup.mutate({ invitation: key });
    expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_signup_webauthn", email } });
    const { options } = await client.mfa.webauthn.signupOptions.mutate();
    const response = kit.authenticator().create(options);
    expect(await client.mfa.webauthn.signup.mutate({ response })).toMatchObject({
      status: "authenticated",
      user: { email, emailVerified: true, hasUsablePassword: false },
    });
    expect((await refusalOf(client.mfa.webauthn.beginSignup.mutate({} as { email: string })))?.codes).toEqual([
      "required/email",
    ]);
  });

  it("is no use to somebody who is logged in, and is counted as a signup", async () => {
    await using kit = await createTestKit({ ...closed, rateLimits: { signup: "2/m/ip" } });
    const { key } = await kit.auth.createInvitation({ email });
    const ada = await kit.clientOf(await kit.createUser(), kind);
    expect((await refusalOf(ada.account.signup.mutate({ invitation: key, password })))?.codes).toEqual([
      "already_authenticated",
    ]);
    const client = kit.client(kind);
    const guess = () => refusalOf(client.account.signup.mutate({ invitation: "x".repeat(43), password }));
    const answers = [await guess(), await guess(), await guess()];
    expect(answers.at(-1)).toMatchObject({ codes: ["rate_limited"] });
  });
});

describe("auth.createInvitation", () => {
  it("stores no key, and mails nothing where the app does", async () => {
    await using kit = await createTestKit();
    const { key, url } = await kit.auth.createInvitation({ email, isMailed: false });
    expect(url).toContain(key);
    expect((await kit.delivered()).mails).toEqual([]);
    expect(JSON.stringify(await kit.database.select().from(invitations))).not.toContain(key);
  });

  it("gives the same result whether or not the address has an account", async () => {
    await using kit = await createTestKit();
    await kit.createUser({ email });
    const results = [await kit.auth.createInvitation({ email }), await kit.auth.createInvitation({ email: "b@b.com" })];
    expect(results.map((result) => Object.keys(result))).toEqual(Array(2).fill(["id", "key", "url", "expiresAt"]));
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["invitation", "invitation"]);
  });

  it.each([
    [{ email: "nobody" }, "invalid"],
    [{ email, data: { name: "\0" } }, "invalid"],
    [{ email, lifetime: 0 }, "lifetime"],
    [{ email, lifetime: 1.5 }, "lifetime"],
  ])("refuses %j", async (invitation, told) => {
    await using kit = await createTestKit();
    await expect(kit.auth.createInvitation(invitation as { email: string })).rejects.toThrow(
      expect.objectContaining(told === "invalid" ? { code: told } : { message: expect.stringContaining(told) }),
    );
    expect(await kit.database.select().from(invitations)).toEqual([]);
  });

  it("needs mail, unless the app sends the key", async () => {
    const options = { account: { loginMethods: ["username"], signup: { email: "off" } } } as const;
    const { mail: _none, ...rest } = { mail: undefined, ...options };
    await using kit = await createTestKit({ ...rest, mail: undefined as never });
    await expect(kit.auth.createInvitation({ email })).rejects.toThrow("isMailed: false");
  });
});
