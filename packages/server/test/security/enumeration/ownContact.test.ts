import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const taken = { email: "taken@example.com", phone: "+4915100000001", phoneVerified: true };
const own = { email: "own@example.com", phone: "+4915100000009" };
const password = "a fine password";
const CONTACTS = [
  { name: "number", signup: { email: taken.email, phone: own.phone }, contact: { phone: own.phone } },
  { name: "address", signup: { email: own.email, phone: taken.phone }, contact: { email: own.email } },
] as const;
const SCENES = (["browser", "app"] as const).flatMap((kind) => CONTACTS.map((one) => ({ kind, ...one })));

/** A user has signed up with one contact of their own and one of the owner's. */
async function scene({ kind, signup }: (typeof SCENES)[number]) {
  const signups: string[] = [];
  const kit = await createTestKit({
    rateLimits: false,
    account: {
      loginMethods: ["email", "phone"],
      loginByCode: { enabled: true },
      passwordResetBy: "code",
      emailVerificationBy: "code",
    },
    hooks: { onSignup: (user) => void signups.push(user.id) },
  });
  const owner = await kit.createUser(taken);
  signups.length = 0;
  const first = kit.client(kind);
  await first.account.signup.mutate({ ...signup, password });
  expect(signups).toEqual([]);
  const codeOf = async (template: string) => {
    const { mails, messages } = await kit.delivered();
    return [...mails, ...messages].findLast((message) => message.template === template)?.context.code ?? "";
  };
  return { kit, owner, first, client: kit.client(kind), signups, codeOf };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** The account has only the verified contact; the owner's is unchanged. */
async function expectOwnAccount({ kit, owner, client, signups }: Scene, contact: { email?: string; phone?: string }) {
  const user = await client.account.user.query();
  expect(user?.id).not.toBe(owner.id);
  expect(signups).toEqual([user?.id]);
  const { email } = contact;
  const emails = email === undefined ? [] : [{ email, verified: true, primary: true }];
  expect(await client.account.email.list.query()).toEqual(emails);
  const number = contact.phone === undefined ? [] : [{ phone: contact.phone, verified: true }];
  expect(await client.account.phone.get.query()).toEqual(number);
  expect(await kit.sessionsOf(owner)).toEqual([]);
}

describe.each(SCENES)("a user's own $name next to another's, $kind client", (one) => {
  const { contact, signup } = one;

  it("logs in by a code to it, with an account of its own", async () => {
    const all = await scene(one);
    await using _kit = all.kit;
    const { client, first, codeOf } = all;
    await client.account.code.request.mutate(contact);
    await client.account.code.resend.mutate();
    const state = await client.account.code.confirm.mutate({ code: await codeOf("login_code") });
    expect(state).toMatchObject({ status: "authenticated" });
    await expectOwnAccount(all, contact);
    // Its password may have been a stranger's, as with any unverified account.
    const login = { ...contact, password };
    expect(await refusalOf(all.kit.client(one.kind).account.login.mutate(login))).not.toBeNull();
    expect(await first.session.get.query()).toMatchObject({ status: "anonymous", ended: { reason: "revoked" } });
    // The other user's contact is no longer part of it.
    const other = "phone" in contact ? { email: signup.email } : { phone: signup.phone };
    expect(await refusalOf(all.kit.client(one.kind).account.login.mutate({ ...other, password }))).not.toBeNull();
  });

  it.each([true, false])("resets the password by a code to it (checked first: %s)", async (isChecked) => {
    const all = await scene(one);
    await using _kit = all.kit;
    const { client, codeOf } = all;
    await client.account.password.requestReset.mutate(contact);
    const key = await codeOf("password_reset_code");
    if (isChecked) await client.account.password.checkKey.mutate({ key });
    await client.account.password.reset.mutate({ key, password: "a brand new password" });
    const state = await client.account.login.mutate({ ...contact, password: "a brand new password" });
    expect(state).toMatchObject({ status: "authenticated" });
    await expectOwnAccount(all, contact);
  });

  it("creates nothing for a wrong code", async () => {
    const all = await scene(one);
    await using _kit = all.kit;
    const { client, signups } = all;
    await client.account.code.request.mutate(contact);
    const wrong = client.account.code.confirm.mutate({ code: "BCDF-GHJK" });
    expect(await refusalOf(wrong)).toEqual({ trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] });
    await client.account.password.requestReset.mutate(contact);
    expect(await refusalOf(client.account.password.reset.mutate({ key: "BCDF-GHJK", password }))).not.toBeNull();
    expect(signups).toEqual([]);
  });

  it("creates nothing once the contact is taken", async () => {
    const all = await scene(one);
    await using _kit = all.kit;
    const { kit, client, signups, codeOf } = all;
    await client.account.code.request.mutate(contact);
    const code = await codeOf("login_code");
    await kit.createUser({ email: "later@example.com", phoneVerified: true, ...contact });
    signups.length = 0;
    const late = client.account.code.confirm.mutate({ code });
    expect(await refusalOf(late)).toEqual({ trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] });
    expect(signups).toEqual([]);
  });
});
