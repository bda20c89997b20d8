import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";

const email = "wanted@example.com";
const phone = "+4915112345678";
const password = "a fine password";
const account = { loginMethods: ["email", "phone"], phoneVerification: "none" } as const;

/** What somebody is told who signs up with an address that may be taken, and with a number of their own. */
describe.each(["browser", "app"] as const)("the number beside an address that is hidden, %s client", (kind) => {
  async function signedUp(isTaken: boolean, by: "link" | "code" = "link") {
    const kit = await createTestKit({
      rateLimits: false,
      account: { ...account, emailVerificationBy: by, loginByCode: { enabled: true } },
    });
    if (isTaken) await kit.createUser({ email });
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email, phone, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    return { kit, client };
  }

  it.each([true, false])("is taken for the next signup (address taken: %s)", async (isTaken) => {
    const { kit } = await signedUp(isTaken);
    const again = kit.client(kind).account.signup.mutate({ email: "mine@example.com", phone, password });
    expect(await refusalOf(again)).toEqual({ trpc: "BAD_REQUEST", codes: ["phone_taken/phone"] });
    await kit[Symbol.asyncDispose]();
  });

  it.each([true, false])("logs in to what waits for the address (address taken: %s)", async (isTaken) => {
    const { kit } = await signedUp(isTaken);
    const state = await kit.client(kind).account.login.mutate({ phone, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    await kit[Symbol.asyncDispose]();
  });

  it.each([true, false])("opens nothing once another account has verified it (address taken: %s)", async (isTaken) => {
    const { kit } = await signedUp(isTaken);
    const own = { phone: "+4915112345600", phoneVerified: true, username: "other" };
    const client = await kit.clientOf(await kit.createUser(own), kind);
    await client.account.phone.set.mutate({ phone });
    await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    const login = kit.client(kind).account.login.mutate({ phone, password });
    expect(await refusalOf(login)).toEqual({ trpc: "BAD_REQUEST", codes: ["phone_password_mismatch/password"] });
    const state = await kit.client(kind).account.login.mutate({ email, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    await kit[Symbol.asyncDispose]();
  });

  it.each([true, false])("takes its code of a user who sets it as well (address taken: %s)", async (isTaken) => {
    const { kit } = await signedUp(isTaken);
    const client = await kit.clientOf(await kit.createUser(), kind);
    const state = await client.account.phone.set.mutate({ phone });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { phone: null },
      flow: { id: "verify_phone", phone },
    });
    await kit[Symbol.asyncDispose]();
  });

  it.each([true, false])("opens the account to the reader of a code (address taken: %s)", async (isTaken) => {
    const { kit } = await signedUp(isTaken);
    const client = kit.client(kind);
    await client.account.code.request.mutate({ phone });
    const state = await client.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
    expect(state).toMatchObject({ status: "authenticated", user: { phone, email: null, hasUsablePassword: false } });
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: true }]);
    await kit[Symbol.asyncDispose]();
  });

  it.each([
    [true, "link"],
    [false, "link"],
    [true, "code"],
    [false, "code"],
  ] as const)("is kept when the signup changes to a free address (address taken: %s, by %s)", async (isTaken, by) => {
    const { kit, client } = await signedUp(isTaken, by);
    await client.account.email.change.mutate({ email: "mine@example.com" });
    const key = await keyMailedTo(kit, "mine@example.com");
    await (by === "link" ? kit.client(kind) : client).account.email.verify.mutate({ key });
    const state = await kit.client(kind).account.login.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { email: "mine@example.com", phone } });
    await kit[Symbol.asyncDispose]();
  });
});
