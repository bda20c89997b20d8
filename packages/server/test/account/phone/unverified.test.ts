import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const phone = "+4915112345678";
const password = "a fine password";
const owners = "the owner's own words";
const email = "ada@example.com";
const byPhone = { loginMethods: ["phone"], signup: { email: "off" }, phoneVerification: "none" } as const;
const taken = { trpc: "BAD_REQUEST", codes: ["phone_taken/phone"] };
const mismatch = { trpc: "BAD_REQUEST", codes: ["phone_password_mismatch/password"] };

type Account = NonNullable<Parameters<typeof createTestKit>[0]>["account"];
const kitWith = (account: Account = {}) => createTestKit({ rateLimits: false, account: { ...byPhone, ...account } });

/** An app client is told that its session has ended. */
async function isLoggedIn(client: Client): Promise<boolean> {
  const state = await client.session.get.query().catch(() => null);
  return state?.status === "authenticated";
}

describe.each(["browser", "app"] as const)("numbers that the app does not verify, %s client", (kind) => {
  it("log in at once, without a text message, and stay unverified", async () => {
    await using kit = await kitWith();
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { phone }, flow: null });
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: false }]);
    await client.account.logout.mutate();
    expect(await client.account.login.mutate({ phone, password })).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(client.account.phone.verify.mutate({ code: "BCDF-GHJK" }))).toMatchObject({
      codes: ["no_pending_flow"],
    });
    expect((await kit.delivered()).messages).toEqual([]);
    expect((await client.session.config.query()).account.phoneVerification).toBe("none");
  });

  it("do not keep an address from being verified", async () => {
    const account = { loginMethods: ["email", "phone"], signup: {}, emailVerificationBy: "code" } as const;
    await using kit = await kitWith(account);
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email, phone, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    const again = await kit.client(kind).account.login.mutate({ phone, password });
    expect(again).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    const key = await keyMailedTo(kit, email);
    expect(await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }))).not.toBeNull();
    expect(key).not.toBe("");
    expect((await kit.delivered()).messages.filter(({ to }) => to === phone)).toEqual([]);
  });

  it.each(["this", "another"])("are kept when the link to the address is opened in %s browser", async (which) => {
    await using kit = await kitWith({ loginMethods: ["email", "phone"], signup: {} });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, phone, password });
    const reader = which === "this" ? client : kit.client(kind);
    await reader.account.email.verify.mutate({ key: await keyMailedTo(kit, email) });
    const state = await kit.client(kind).account.login.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { email, emailVerified: true, phone } });
  });

  it.each([true, false])("are refused at signup where another account has verified them (hides: %s)", async (hides) => {
    await using kit = await kitWith({ preventEnumeration: hides });
    await kit.auth.createUser({ phone, phoneVerified: true, password: owners });
    expect(await refusalOf(kit.client(kind).account.signup.mutate({ phone, password }))).toEqual(taken);
    expect((await kit.delivered()).messages).toEqual([]);
  });

  it("are refused at signup while another account was created with them, as an address is", async () => {
    await using kit = await kitWith();
    await kit.client(kind).account.signup.mutate({ phone, password });
    expect(await refusalOf(kit.client(kind).account.signup.mutate({ phone, password: owners }))).toEqual(taken);
  });

  it("are shared where nothing may be told, and lead each user to their own account", async () => {
    await using kit = await kitWith({ preventEnumeration: "strict" });
    const first = await kit.client(kind).account.signup.mutate({ phone, password });
    const second = await kit.client(kind).account.signup.mutate({ phone, password: owners });
    const ids = [first, second].map((state) => state.status === "authenticated" && state.user.id);
    for (const [index, word] of [password, owners].entries()) {
      const state = await kit.client(kind).account.login.mutate({ phone, password: word });
      expect(state).toMatchObject({ status: "authenticated", user: { id: ids[index] } });
    }
  });

  it("open no account once another one has verified them", async () => {
    await using kit = await kitWith({ preventEnumeration: "strict" });
    const owner = await kit.auth.createUser({ phone, phoneVerified: true, password: owners });
    const state = await kit.client(kind).account.signup.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { phone } });
    expect(await refusalOf(kit.client(kind).account.login.mutate({ phone, password }))).toEqual(mismatch);
    const own = await kit.client(kind).account.login.mutate({ phone, password: owners });
    expect(own).toMatchObject({ status: "authenticated", user: { id: owner.id } });
  });

  it("give the account to whoever reads the code of a reset, without what was prepared in it", async () => {
    await using kit = await kitWith();
    const stranger = kit.client(kind);
    await stranger.account.signup.mutate({ phone, password });
    const owner = kit.client(kind);
    await owner.account.password.requestReset.mutate({ phone });
    const key = await codeSentTo(kit, phone);
    await owner.account.password.reset.mutate({ key, password: owners });
    expect(await isLoggedIn(stranger)).toBe(false);
    expect(await refusalOf(stranger.account.login.mutate({ phone, password }))).toEqual(mismatch);
    const state = await owner.account.login.mutate({ phone, password: owners });
    expect(state).toMatchObject({ status: "authenticated", user: { phone } });
    expect(await owner.account.phone.get.query()).toEqual([{ phone, verified: true }]);
  });

  it("are verified by the code of a login, which removes what was prepared", async () => {
    await using kit = await kitWith({ loginByCode: { enabled: true } });
    const stranger = kit.client(kind);
    await stranger.account.signup.mutate({ phone, password });
    const owner = kit.client(kind);
    await owner.account.code.request.mutate({ phone });
    const state = await owner.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
    expect(state).toMatchObject({ status: "authenticated", user: { phone, hasUsablePassword: false } });
    expect(await owner.account.phone.get.query()).toEqual([{ phone, verified: true }]);
    expect(await isLoggedIn(stranger)).toBe(false);
    expect(await refusalOf(stranger.account.login.mutate({ phone, password }))).toEqual(mismatch);
  });

  it("are verified by a code that is required after the password, which keeps everything", async () => {
    await using kit = await kitWith({ loginByCode: { required: true } });
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ phone, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "login_by_code", via: "phone", recipient: phone } });
    const done = await client.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
    expect(done).toMatchObject({ status: "authenticated", user: { phone, hasUsablePassword: true } });
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: true }]);
  });

  it("open nothing by a code where the account has verified another contact", async () => {
    await using kit = await kitWith({ loginMethods: ["email", "phone"], signup: {}, loginByCode: { enabled: true } });
    await kit.createUser({ phone });
    const client = kit.client(kind);
    await client.account.code.request.mutate({ phone });
    await client.account.password.requestReset.mutate({ phone });
    const sent = (await kit.delivered()).messages.filter(({ to }) => to === phone);
    expect(sent.map(({ template }) => template)).toEqual(["unknown_account", "unknown_account"]);
    const state = await client.account.signup.mutate({ email, phone, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
  });

  it("go to one of two signups at once, and the other is told", async () => {
    await using kit = await kitWith();
    for (let round = 0; round < 4; round += 1) {
      const number = `+491511234500${round}`;
      const calls = [password, owners].map((word) =>
        refusalOf(kit.client(kind).account.signup.mutate({ phone: number, password: word })),
      );
      const refused = (await Promise.all(calls)).flatMap((refusal) => refusal?.codes ?? []);
      expect(refused).toEqual(["phone_taken/phone"]);
    }
  });

  it("go to both of two signups at once where nothing may be told, and a code opens one of them", async () => {
    await using kit = await kitWith({ preventEnumeration: "strict", loginByCode: { enabled: true } });
    const states = await Promise.all(
      [password, owners].map((word) => kit.client(kind).account.signup.mutate({ phone, password: word })),
    );
    expect(states.map(({ status }) => status)).toEqual(["authenticated", "authenticated"]);
    const client = kit.client(kind);
    await client.account.code.request.mutate({ phone });
    const state = await client.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
    expect(state).toMatchObject({ status: "authenticated", user: { phone } });
    for (const word of [password, owners])
      expect(await refusalOf(kit.client(kind).account.login.mutate({ phone, password: word }))).toEqual(mismatch);
  });
});

describe("the option account.phoneVerification", () => {
  it("is named by the error for a value that it does not have", async () => {
    // @ts-expect-error addresses have this value, numbers do not
    const kit = kitWith({ phoneVerification: "optional" });
    await expect(kit).rejects.toThrow(/account\.phoneVerification/);
  });

  it("is named by the error where users have no numbers", async () => {
    const kit = createTestKit({ account: { phoneVerification: "none" } });
    await expect(kit).rejects.toThrow(/account\.phoneVerification is "none", but account\.signup\.phone is "off"/);
  });
});
