import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";

const email = "owner@example.com";
const phone = "+4915112345701";
const theirs = { email: "other@example.com", phone: "+4915112345702" };
const password = "correct horse battery";
const KINDS = ["browser", "app"] as const;
const ENUMERATION = [true, false] as const;
const SCENES = KINDS.flatMap((kind) => ENUMERATION.map((preventEnumeration) => ({ kind, preventEnumeration })));

const open = (preventEnumeration: boolean) =>
  createTestKit({
    rateLimits: false,
    account: { loginMethods: ["email", "phone"], emailVerificationBy: "code", preventEnumeration },
  });

describe.each(SCENES)(
  "with another verified contact in the account, $kind client, preventEnumeration $preventEnumeration",
  ({ kind, preventEnumeration }) => {
    it("an address that it has not verified blocks nobody", async () => {
      await using kit = await open(preventEnumeration);
      const squatter = kit.client(kind);
      await squatter.account.signup.mutate({ email, phone: theirs.phone, password });
      const { code: number = "" } = (await kit.delivered()).lastSms(theirs.phone).context;
      await squatter.account.phone.verify.mutate({ code: number });
      const former = (await kit.delivered()).lastMail(email, "verify_email_code").context.code ?? "";

      const owner = kit.client(kind);
      await owner.account.signup.mutate({ email, phone, password: "the owner's own words" });
      const { code: own = "" } = (await kit.delivered()).lastSms(phone).context;
      await owner.account.phone.verify.mutate({ code: own });
      const { code = "" } = (await kit.delivered()).lastMail(email, "verify_email_code").context;
      expect(await owner.account.email.verify.mutate({ key: code })).toMatchObject({ status: "authenticated" });

      // The squatter's code is no longer valid, even for a reader of the mailbox.
      await expect(squatter.account.email.verify.mutate({ key: former })).rejects.toThrow();
      expect(await owner.account.email.list.query()).toEqual([{ email, verified: true, primary: true }]);
      expect(kit.errors).toEqual([]);
    });

    it("a number that it has not verified blocks nobody", async () => {
      await using kit = await open(preventEnumeration);
      await kit.createUser({ ...theirs, phone, phoneVerified: false });
      const owner = kit.client(kind);
      await owner.account.signup.mutate({ email, phone, password });
      const { code: own = "" } = (await kit.delivered()).lastSms(phone).context;
      await owner.account.phone.verify.mutate({ code: own });
      const { code = "" } = (await kit.delivered()).lastMail(email, "verify_email_code").context;
      expect(await owner.account.email.verify.mutate({ key: code })).toMatchObject({ status: "authenticated" });
      expect(await owner.account.phone.get.query()).toEqual([{ phone, verified: true }]);
      expect(kit.errors).toEqual([]);
    });
  },
);

describe.each(
  KINDS.flatMap((kind) =>
    (["mandatory", "optional"] as const).map((emailVerification) => ({ kind, emailVerification })),
  ),
)("the link of a signup whose number is verified, $kind client, $emailVerification", ({ kind, emailVerification }) => {
  const signUp = async () => {
    const kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods: ["email", "phone"], emailVerification },
    });
    const first = kit.client(kind);
    await first.account.signup.mutate({ email, phone: theirs.phone, password });
    const { code = "" } = (await kit.delivered()).lastSms(theirs.phone).context;
    await first.account.phone.verify.mutate({ code });
    return { kit, key: await keyMailedTo(kit, email) };
  };

  it("verifies nothing for a person who only reads the mailbox", async () => {
    const { kit, key } = await signUp();
    const reader = kit.client(kind);
    const refusal = await refusalOf(reader.account.email.verify.mutate({ key }));
    expect(refusal).toMatchObject({ trpc: "UNAUTHORIZED", codes: ["not_authenticated"] });
    expect(await reader.account.email.checkKey.mutate({ key })).toEqual({ email, isAuthenticating: false });
    await kit[Symbol.asyncDispose]();
  });

  it("works on another device once they log in there", async () => {
    const { kit, key } = await signUp();
    const second = kit.client(kind);
    const state = await second.account.login.mutate({ phone: theirs.phone, password });
    if (emailVerification === "mandatory")
      expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    await second.account.email.verify.mutate({ key });
    const known = await kit.client(kind).account.login.mutate({ email, password });
    expect(known).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
    await kit[Symbol.asyncDispose]();
  });
});
