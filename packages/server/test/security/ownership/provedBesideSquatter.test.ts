import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { resetByLink } from "../../support/mailboxes.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const email = "ada@example.com";
const stranger = { email, password: "a stranger's password" };
const password = "a fine new password";
const loginByCode = { enabled: true };

/** A stranger has signed up with the address; its owner comes from a provider that has verified it, and gets no further. */
async function besideSquatter(kind: "browser" | "app", account: object = {}) {
  const social = await createSocialKit({ account: { loginByCode, ...account } });
  const { kit, visitor, logIn } = social;
  await kit.client(kind).account.signup.mutate(stranger);
  const sub = visitor("ada", { email, email_verified: true });
  const state = await logIn(kit.client(kind), sub);
  expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
  return { ...social, sub };
}

describe.each(["browser", "app"] as const)(
  "the owner of an address that a stranger signed up with, %s client",
  (kind) => {
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
