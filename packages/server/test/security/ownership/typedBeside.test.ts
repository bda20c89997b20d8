import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo, loggedIn, mailsTo, resetByLink } from "../../support/mailboxes.ts";
import { addPasskey } from "../../support/passkeys.ts";

const victim = "victim@example.com";
const phone = "+4915112345678";
const strangers = "the stranger's own";
const fresh = "a brand new password";
const account = { loginMethods: ["email", "phone"], loginByCode: { enabled: true } } as const;

describe.each(["browser", "app"] as const)(
  "what a stranger entered along with another's contact, %s client",
  (kind) => {
    it.each(["reset", "login"] as const)(
      "is removed by the owner's %s by text message: nobody gets access by it",
      async (way) => {
        await using kit = await createTestKit({ rateLimits: false, account });
        const stranger = kit.client(kind);
        await stranger.account.signup.mutate({ email: "eve@example.com", phone, password: strangers });
        await stranger.account.email.requestVerification.mutate({ email: "eve@example.com" });
        const key = (await kit.delivered()).mails.findLast(({ to }) => to === "eve@example.com")?.context.key ?? "";
        const owner = kit.client(kind);
        if (way === "reset") {
          await owner.account.password.requestReset.mutate({ phone });
          await owner.account.password.reset.mutate({ key: await codeSentTo(kit, phone), password: fresh });
          await owner.account.login.mutate({ phone, password: fresh });
        } else {
          await owner.account.code.request.mutate({ phone });
          await owner.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
        }
        expect(await owner.session.get.query()).toMatchObject({
          status: "authenticated",
          user: { email: null, phone, hasUsablePassword: way === "reset" },
        });
        const late = kit.client(kind);
        expect(await refusalOf(late.account.email.verify.mutate({ key }))).not.toBeNull();
        const before = await mailsTo(kit, "eve@example.com");
        await late.account.email.requestVerification.mutate({ email: "eve@example.com" });
        await late.account.password.requestReset.mutate({ email: "eve@example.com" });
        expect((await mailsTo(kit, "eve@example.com")).slice(before.length)).toEqual(["unknown_account"]);
        const login = late.account.login.mutate({ phone, password: strangers });
        expect(await refusalOf(login)).toMatchObject({ codes: ["phone_password_mismatch/password"] });
      },
    );

    it("does not keep the owner out: a remaining number is removed by the owner's reset", async () => {
      await using kit = await createTestKit({ rateLimits: false, account });
      await kit.client(kind).account.signup.mutate({ email: victim, phone, password: strangers });
      const owner = kit.client(kind);
      await resetByLink(kit, owner, { email: victim, password: fresh });
      const state = await owner.account.login.mutate({ email: victim, password: fresh });
      expect(state).toMatchObject({
        status: "authenticated",
        user: { email: victim, emailVerified: true, phone: null },
      });
      const other = kit.client(kind);
      await other.account.password.requestReset.mutate({ phone });
      expect((await kit.delivered()).lastSms(phone).template).toBe("unknown_account");
    });

    it("keeps nobody from opening the link on another device: their password stays", async () => {
      await using kit = await createTestKit({ rateLimits: false });
      await kit.client(kind).account.signup.mutate({ email: victim, password: fresh });
      await kit.client("browser").account.email.verify.mutate({ key: await keyMailedTo(kit, victim) });
      expect(await loggedIn(kit, kind, { email: victim, password: fresh })).toBeDefined();
      expect(await mailsTo(kit, victim)).toEqual(["verify_email"]);
    });

    it("is reported to the owner when a login by code removes it", async () => {
      await using kit = await createTestKit({ rateLimits: false, account: { loginByCode: { enabled: true } } });
      await kit.client(kind).account.signup.mutate({ email: victim, password: strangers });
      const owner = kit.client(kind);
      await owner.account.code.request.mutate({ email: victim });
      await owner.account.code.confirm.mutate({ code: await keyMailedTo(kit, victim, "login_code") });
      expect(await owner.account.user.query()).toMatchObject({ hasUsablePassword: false });
      expect(await mailsTo(kit, victim)).toEqual(["verify_email", "login_code", "credentials_removed"]);
    });
  },
);

describe.each(["browser", "app"] as const)("a key that is only a second factor, %s client", (kind) => {
  it("never logs in by itself, even if its authenticator offers it", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const inside = await loggedIn(kit, kind, ada);
    const { device, authenticator } = await addPasskey(kit, inside, { passwordless: false });
    expect(authenticator.isPasswordless).toBe(false);
    for (const credential of device.credentials) credential.isDiscoverable = true;
    const client = kit.client(kind);
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const login = client.mfa.webauthn.login.mutate({ response: device.get(options) });
    expect(await refusalOf(login)).toEqual({ trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] });
    const second = await client.account.login.mutate({ email: ada.email, password: ada.password });
    expect(second).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    const asked = await client.mfa.webauthn.beginAuthentication.mutate();
    const response = device.get(asked.options);
    expect(await client.mfa.webauthn.authenticate.mutate({ response })).toMatchObject({ status: "authenticated" });
  });
});
