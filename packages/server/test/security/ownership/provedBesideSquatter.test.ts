import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { keyMailedTo, resetByLink } from "../../support/mailboxes.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const email = "ada@example.com";
const phone = "+4915112345678";
const stranger = { email, password: "a stranger's password" };
const password = "a fine new password";
const loginByCode = { enabled: true };

/** A stranger has signed up with the address; its owner comes from a provider that has verified it, and gets no further. */
async function besideSquatter(
  kind: "browser" | "app",
  account: object = {},
  social: { autoSignup?: boolean; emailAuthentication?: string[] } = {},
) {
  const made = await createSocialKit({ account: { loginByCode, ...account }, social });
  const { kit, visitor, logIn } = made;
  await kit.client(kind).account.signup.mutate(stranger);
  const sub = visitor("ada", { email, email_verified: true });
  const state = await logIn(kit.client(kind), sub);
  expect(state).toMatchObject({
    status: "pending",
    flow: { id: social.autoSignup === false ? "provider_signup" : "verify_email" },
  });
  return { ...made, sub };
}

describe.each(["browser", "app"] as const)(
  "the owner of an address that a stranger signed up with, %s client",
  (kind) => {
    it.each(["mandatory", "none"] as const)(
      "logs in by a code to the account as it is from then on, number left out, phoneVerification: %s",
      async (phoneVerification) => {
        const account = { loginMethods: ["email", "phone"], loginByCode, phoneVerification } as const;
        const { kit, visitor, logIn } = await createSocialKit({ account, social: { autoSignup: false } });
        if (phoneVerification === "mandatory")
          await kit.createUser({ email: "other@example.com", phone, phoneVerified: true });
        await kit.client(kind).account.signup.mutate({ ...stranger, phone: "+4915112345679" });
        const coming = kit.client(kind);
        await logIn(coming, visitor("ada", { email, email_verified: true }));
        await coming.social.signup.complete.mutate({ email, phone });
        kit.clock.advance(60);
        const client = kit.client(kind);
        await client.account.code.request.mutate({ email });
        const { code = "" } = (await kit.delivered()).lastMail(email, "login_code").context;
        const state = await client.account.code.confirm.mutate({ code });
        expect(state).toMatchObject({ status: "authenticated", user: { email, phone: null } });
        expect(await client.session.get.query()).toMatchObject({ status: "authenticated", user: { phone: null } });
      },
    );

    it.each(["before", "after"])("resets the password by a link, asked for %s signing up", async (when) => {
      const { kit } = await besideSquatter(kind);
      if (when === "after") await kit.client(kind).account.signup.mutate({ email, password: "another fine one" });
      await resetByLink(kit, kit.client(kind), { email, password });
      const state = await kit.client(kind).account.login.mutate({ email, password });
      expect(state).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
      expect(await refusalOf(kit.client(kind).account.login.mutate(stranger))).toMatchObject({
        codes: ["email_password_mismatch/password"],
      });
    });

    it("resets the password by a code", async () => {
      const { kit } = await besideSquatter(kind, { passwordResetBy: "code" });
      const client = kit.client(kind);
      await client.account.password.requestReset.mutate({ email });
      const { code = "" } = (await kit.delivered()).lastMail(email, "password_reset_code").context;
      await client.account.password.reset.mutate({ key: code, password });
      const state = await kit.client(kind).account.login.mutate({ email, password });
      expect(state).toMatchObject({ status: "authenticated", user: { email } });
    });

    it("does so after coming from several providers as well", async () => {
      const { kit, logIn, visitor } = await besideSquatter(kind);
      kit.clock.advance(0.01);
      await logIn(kit.client(kind), visitor("ada2", { email, email_verified: true }));
      await resetByLink(kit, kit.client(kind), { email, password });
      const state = await kit.client(kind).account.login.mutate({ email, password });
      expect(state).toMatchObject({ status: "authenticated", user: { email } });
    });

    it("is not crowded out by many who sign up with it", async () => {
      const { kit } = await besideSquatter(kind);
      await kit.client(kind).account.password.requestReset.mutate({ email });
      const key = await keyMailedTo(kit, email, "password_reset");
      for (let time = 0; time < 51; time += 1) await kit.client(kind).account.signup.mutate(stranger);
      await kit.client(kind).account.password.reset.mutate({ key, password });
      const state = await kit.client(kind).account.login.mutate({ email, password });
      expect(state).toMatchObject({ status: "authenticated", user: { email } });
    });

    it("logs in at a provider that is trusted with addresses", async () => {
      const { kit, journey, visitor } = await besideSquatter(kind, {}, { emailAuthentication: ["other"] });
      const client = kit.client(kind);
      const sub = visitor("ada2", { email, email_verified: true });
      const state = await client.social.callback.mutate(await journey(client, sub, { provider: "other" }));
      expect(state).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
      expect(await refusalOf(kit.client(kind).account.login.mutate(stranger))).not.toBeNull();
    });

    it("logs in by a code although the number that they gave is not verified", async () => {
      const account = { loginMethods: ["email", "phone"], phoneVerification: "none" } as const;
      const { kit, sub, logIn } = await besideSquatter(kind, account, { autoSignup: false });
      const coming = kit.client(kind);
      await logIn(coming, sub);
      await coming.social.signup.complete.mutate({ email, phone: "+4915112345678" });
      const client = kit.client(kind);
      await client.account.code.request.mutate({ email });
      const { code = "" } = (await kit.delivered()).lastMail(email, "login_code").context;
      expect(await client.account.code.confirm.mutate({ code })).toMatchObject({
        status: "authenticated",
        user: { email },
      });
    });

    it("logs in by a code", async () => {
      const { kit } = await besideSquatter(kind);
      const client = kit.client(kind);
      await client.account.code.request.mutate({ email });
      const { code = "" } = (await kit.delivered()).lastMail(email, "login_code").context;
      const state = await client.account.code.confirm.mutate({ code });
      expect(state).toMatchObject({ status: "authenticated", user: { email } });
      expect(await refusalOf(kit.client(kind).account.login.mutate(stranger))).toMatchObject({
        codes: ["email_password_mismatch/password"],
      });
    });
  },
);
