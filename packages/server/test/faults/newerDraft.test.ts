import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import type { MailTemplate } from "../../src/mail.ts";
import { hiddenSignups, users } from "../../src/schema.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const { database } = await testDatabase();

const unavailable = { trpc: "SERVICE_UNAVAILABLE", codes: ["temporarily_unavailable"], retryAfter: 5 };
const STRANGERS = "a stranger's password";
const PHONE = "+4915112345678";

/** Contents in a form that only a newer version can read: nothing is as it was, or `emails` is something else. */
const FORMS = ['{"version":2,"id":"x"}', '{"version":2,"emails":{"primary":"x"}}', '"sealed"'];

/** A user with whose address a stranger has signed up, at a process of a newer version. */
async function withStranger(
  form: string,
  { account, ...options }: TestKitOptions<NoFields> = {},
  more: { phone?: string } = {},
) {
  const kit = await createTestKit({
    rateLimits: false,
    ...options,
    account: { loginByCode: { enabled: true }, ...account },
  });
  const ada = await kit.createUser();
  await kit.client("app").account.signup.mutate({ email: ada.email, password: STRANGERS, ...more });
  await kit.delivered();
  await database.update(hiddenSignups).set({ draft: sql`${form}::jsonb` });
  const mailOf = async (template: MailTemplate) => (await kit.delivered()).lastMail(ada.email, template);
  return { kit, ada, mailOf };
}

describe.each(FORMS)("a hidden signup that only a newer version can read, stored as %s", (form) => {
  const untouched = () => database.select({ draft: hiddenSignups.draft }).from(hiddenSignups);

  it("keeps the owner of its address from nothing", async () => {
    const { kit, ada, mailOf } = await withStranger(form);
    await using _kit = kit;
    const client = () => kit.client("app").account;
    expect(await client().login.mutate({ email: ada.email, password: ada.password })).toMatchObject({
      status: "authenticated",
    });
    const wrong = client().login.mutate({ email: ada.email, password: "a wrong password" });
    expect(await refusalOf(wrong)).toMatchObject({ codes: ["email_password_mismatch/password"] });
    const byCode = client();
    await byCode.code.request.mutate({ email: ada.email });
    const { code = "" } = (await mailOf("login_code")).context;
    expect(await byCode.code.confirm.mutate({ code })).toMatchObject({ user: { id: ada.id } });
    await client().password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await mailOf("password_reset")).context;
    await client().password.reset.mutate({ key, password: "another fine password" });
    const again = await client().login.mutate({ email: ada.email, password: "another fine password" });
    expect(again).toMatchObject({ user: { id: ada.id } });
    await client().email.requestVerification.mutate({ email: ada.email });
    expect(kit.errors).toEqual([]);
    expect(await untouched()).toEqual([{ draft: JSON.parse(form) }]);
  });

  it("leaves it hidden from everybody else that the address is taken", async () => {
    const { kit, ada } = await withStranger(form);
    await using _kit = kit;
    for (const email of [ada.email, "free@example.com"]) {
      const state = await kit.client("app").account.signup.mutate({ email, password: "a fine password" });
      expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
      const { account } = kit.client("app");
      expect(await account.code.request.mutate({ email })).toMatchObject({ flow: { id: "login_by_code" } });
      expect(await refusalOf(account.password.requestReset.mutate({ email }))).toBeNull();
    }
    const inside = await kit.clientOf(ada, "app");
    expect(await refusalOf(inside.account.email.add.mutate({ email: "other@example.com" }))).toBeNull();
    expect(kit.errors).toEqual([]);
  });

  it("holds its number as any signup does", async () => {
    const account = { loginMethods: ["email", "phone"], signup: { phone: "optional" } } as const;
    const { kit } = await withStranger(form, { account }, { phone: PHONE });
    await using _kit = kit;
    const before = await database.select({ id: users.id }).from(users);
    const email = "bob@example.com";
    const signup = { email, phone: PHONE, password: "a fine password" };
    const state = await kit.client("app").account.signup.mutate(signup);
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_phone" } });
    expect(await database.select({ id: users.id }).from(users)).toEqual(before);
    const visitor = kit.client("app").account;
    expect(await refusalOf(visitor.password.requestReset.mutate({ phone: PHONE }))).toBeNull();
    expect(kit.errors).toEqual([]);
  });

  it("tells whoever has its password to try again", async () => {
    const { kit, ada } = await withStranger(form);
    await using _kit = kit;
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: STRANGERS });
    expect(await refusalOf(login)).toEqual(unavailable);
    expect(kit.errors).toEqual([]);
    expect(await untouched()).toEqual([{ draft: JSON.parse(form) }]);
  });
});

describe("the links of a hidden signup that only a newer version can read", () => {
  it("are not used up: a process of that version takes them", async () => {
    const account = { loginMethods: ["email", "phone"], signup: { phone: "optional" } } as const;
    await using kit = await createTestKit({ rateLimits: false, account });
    await kit.createUser({ phone: PHONE, phoneVerified: true });
    const email = "new@example.com";
    await kit.client("browser").account.signup.mutate({ email, phone: PHONE, password: STRANGERS });
    const visitor = kit.client("browser").account;
    await visitor.email.requestVerification.mutate({ email });
    await visitor.password.requestReset.mutate({ email });
    const { key: link = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
    const { key = "" } = kit.outbox.lastMail(email, "password_reset").context;
    const reset = () => visitor.password.reset.mutate({ key, password: "a fine password" });
    const verify = () => visitor.email.verify.mutate({ key: link });
    const [stored] = await database.select().from(hiddenSignups);
    await database.update(hiddenSignups).set({ draft: { version: 2 } });
    expect(await refusalOf(reset())).toEqual(unavailable);
    expect(await refusalOf(verify())).toEqual(unavailable);
    await database.update(hiddenSignups).set({ draft: stored?.draft });
    expect(await refusalOf(verify())).toBeNull();
    expect(kit.errors).toEqual([]);
  });
});

describe("a hidden signup with a provider that only a newer version can read", () => {
  it("tells its user to try again", async () => {
    const { kit, visitor, logIn } = await createSocialKit();
    await using _kit = kit;
    const ada = await kit.createUser();
    const sub = visitor("stranger-1", { email: ada.email, email_verified: false });
    expect(await logIn(kit.client("app"), sub)).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    await database.update(hiddenSignups).set({ draft: { version: 2 } });
    expect(await refusalOf(logIn(kit.client("app"), sub))).toEqual(unavailable);
    expect(kit.errors).toEqual([]);
    expect(await database.select({ draft: hiddenSignups.draft }).from(hiddenSignups)).toEqual([
      { draft: { version: 2 } },
    ]);
  });
});
