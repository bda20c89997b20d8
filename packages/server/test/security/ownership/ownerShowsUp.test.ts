import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password } from "../../../src/testing.ts";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { refusalOf } from "../../support/errors.ts";
import { keyMailedTo, loggedIn, mailsTo, resetByLink } from "../../support/mailboxes.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const victim = "victim@example.com";
const eve = { email: "eve@example.com", email_verified: true };
const strangers = "the stranger's own";
const fresh = "a brand new password";
const WAYS = ["reset by link", "reset by code", "login by code", "social login"] as const;
type Way = (typeof WAYS)[number];
type Social = Awaited<ReturnType<typeof makeKit>>;

function makeKit(way: Way, emailVerification: "optional" | "none") {
  return createSocialKit({
    account: {
      emailVerification,
      passwordResetBy: way === "reset by code" ? "code" : "link",
      loginByCode: { enabled: true },
    },
    social: { emailAuthentication: true },
    mfa: { allowUnverifiedEmail: true },
  });
}

/** Signs up with another user's address, and sets up every way back in. */
async function lieInWait({ kit, visitor, connect }: Social, kind: ClientKind) {
  const client = kit.client(kind);
  await client.account.signup.mutate({ email: victim, password: strangers });
  await client.account.email.add.mutate({ email: "second@example.com" });
  const key = await keyMailedTo(kit, "second@example.com", "verify_email");
  await connect(client, visitor("eve-1", eve));
  const { secret } = await client.mfa.totp.begin.mutate();
  await client.mfa.totp.activate.mutate({ code: await kit.totp({ secret }) });
  const { device } = await addPasskey(kit, client);
  return { client, device, key };
}

/** Logs in for the first time, as the reader of the address's mail. @returns the client, logged in */
async function arrive({ kit, visitor, logIn }: Social, kind: ClientKind, way: Way): Promise<Client> {
  const client = kit.client(kind);
  const { account } = client;
  if (way === "social login") await logIn(client, visitor("victim-1", { email: victim, email_verified: true }));
  else if (way === "login by code") {
    await account.code.request.mutate({ email: victim });
    await account.code.confirm.mutate({ code: await keyMailedTo(kit, victim, "login_code") });
  } else {
    await account.password.requestReset.mutate({ email: victim });
    const template = way === "reset by link" ? "password_reset" : "password_reset_code";
    await account.password.reset.mutate({ key: await keyMailedTo(kit, victim, template), password: fresh });
    await account.login.mutate({ email: victim, password: fresh });
  }
  return client;
}

describe.each(["browser", "app"] as const)("a stranger who signed up with another's address, %s client", (kind) => {
  const cases = WAYS.flatMap((way) =>
    (["optional", "none"] as const).map((verification) => [way, verification] as const),
  );

  it.each(cases)(
    "has no way back in after the owner's %s (verification %s)",
    async (way, verification) => {
      const social = await makeKit(way, verification);
      const { kit, logIn } = social;
      const stranger = await lieInWait(social, kind);
      const owner = await arrive(social, kind, way);
      const state = await owner.session.get.query();
      expect(state).toMatchObject({ status: "authenticated", user: { email: victim, emailVerified: true } });
      const id = state.status === "authenticated" ? state.user.id : "";
      expect(await owner.account.email.list.query()).toEqual([{ email: victim, verified: true, primary: true }]);
      expect(await owner.mfa.authenticators.query()).toEqual([]);
      expect(await owner.social.connections.list.query()).toEqual([]);
      expect(state).toMatchObject({ user: { hasUsablePassword: way.startsWith("reset") } });
      const told = way.startsWith("reset") ? "password_was_reset" : "credentials_removed";
      expect(await mailsTo(kit, victim)).toContain(told);

      expect(await refusalOf(stranger.client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
      const back = kit.client(kind);
      const login = back.account.login.mutate({ email: victim, password: strangers });
      expect(await refusalOf(login)).toMatchObject({ codes: ["email_password_mismatch/password"] });
      const { options } = await back.mfa.webauthn.beginLogin.mutate();
      const byPasskey = back.mfa.webauthn.login.mutate({ response: stranger.device.get(options) });
      expect(await refusalOf(byPasskey)).toMatchObject({ codes: ["unknown_credential/response"] });
      expect(await refusalOf(back.account.email.verify.mutate({ key: stranger.key }))).not.toBeNull();
      await back.account.password.requestReset.mutate({ email: "second@example.com" });
      expect((await kit.delivered()).lastMail("second@example.com").template).toBe("unknown_account");
      const bySocial = await logIn(back, "eve-1");
      expect(bySocial.status === "authenticated" && bySocial.user.id).not.toBe(id);
      expect(await kit.sessionsOf({ id })).toHaveLength(1);
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    },
    60_000,
  );

  it("keeps nothing but the password when the owner only opens the link, and not that after a reset", async () => {
    const social = await makeKit("reset by link", "optional");
    const { kit, logIn } = social;
    const stranger = await lieInWait(social, kind);
    const owner = kit.client(kind);
    await owner.account.email.verify.mutate({ key: await keyMailedTo(kit, victim, "verify_email") });
    expect(await stranger.client.mfa.authenticators.query()).toEqual([]);
    expect(await stranger.client.social.connections.list.query()).toEqual([]);
    expect(await stranger.client.account.email.list.query()).toEqual([
      { email: victim, verified: true, primary: true },
    ]);
    await loggedIn(kit, kind, { email: victim, password: strangers });
    await resetByLink(kit, owner, { email: victim, password: fresh });
    const state = await owner.account.login.mutate({ email: victim, password: fresh });
    expect(state).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(stranger.client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const bySocial = await logIn(kit.client(kind), "eve-1");
    const ids = [state, bySocial].map((one) => (one.status === "authenticated" ? one.user.id : null));
    expect(ids[0]).not.toBe(ids[1]);
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("an owner who comes to their own account, %s client", (kind) => {
  it("keeps the factors and connections that they added when they open the link in that session", async () => {
    const { kit, visitor, connect } = await makeKit("reset by link", "optional");
    const client = kit.client(kind);
    await client.account.signup.mutate({ email: victim, password });
    const key = await keyMailedTo(kit, victim, "verify_email");
    await connect(client, visitor("eve-1", eve));
    await addPasskey(kit, client);
    await client.account.email.verify.mutate({ key });
    expect(await client.account.user.query()).toMatchObject({ emailVerified: true });
    expect((await client.mfa.authenticators.query()).map(({ type }) => type)).toContain("webauthn");
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps factors, connections and every verified address at a reset, and their primary address", async () => {
    const { kit, visitor, connect } = await makeKit("reset by link", "optional");
    const ada = await kit.createUser();
    const client = await loggedIn(kit, kind, ada);
    await client.account.email.add.mutate({ email: "second@example.com" });
    await client.account.email.verify.mutate({ key: await keyMailedTo(kit, "second@example.com") });
    await client.account.email.add.mutate({ email: "third@example.com" });
    await connect(client, visitor("ada-1", eve));
    const { device } = await addPasskey(kit, client);
    const back = kit.client(kind);
    await resetByLink(kit, back, { email: "second@example.com", password: fresh });
    expect(await mailsTo(kit, ada.email)).toContain("password_was_reset");
    const state = await back.account.login.mutate({ email: ada.email, password: fresh });
    expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    const { options } = await back.mfa.webauthn.beginAuthentication.mutate();
    await back.mfa.webauthn.authenticate.mutate({ response: device.get(options) });
    expect(await back.account.email.list.query()).toEqual([
      { email: ada.email, verified: true, primary: true },
      { email: "second@example.com", verified: true, primary: false },
    ]);
    expect(await back.social.connections.list.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("has the verified address as the primary one after a reset, where that was not verified", async () => {
    const { kit } = await makeKit("reset by link", "optional");
    const ada = await kit.createUser({ emailVerified: false });
    const client = await loggedIn(kit, kind, ada);
    await client.account.email.add.mutate({ email: "second@example.com" });
    await client.account.email.verify.mutate({ key: await keyMailedTo(kit, "second@example.com") });
    const back = kit.client(kind);
    await resetByLink(kit, back, { email: "second@example.com", password: fresh });
    await back.account.login.mutate({ email: "second@example.com", password: fresh });
    expect(await back.account.email.list.query()).toEqual([
      { email: "second@example.com", verified: true, primary: true },
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps what the app imported, but not the passkey that a stranger had added before", async () => {
    const social = await makeKit("reset by link", "optional");
    const { kit } = social;
    const stranger = kit.client(kind);
    const state = await stranger.account.signup.mutate({ email: victim, password: strangers });
    if (state.status !== "authenticated") throw new Error("the signup waits");
    await addPasskey(kit, stranger);
    await kit.auth.importAuthenticators(state.user.id, { totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" });
    const owner = kit.client(kind);
    await resetByLink(kit, owner, { email: victim, password: fresh });
    const back = await owner.account.login.mutate({ email: victim, password: fresh });
    expect(back).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate", types: ["totp"] } });
    await kit[Symbol.asyncDispose]();
  });

  it("keeps an authenticator app that the app imported, whatever a stranger has replaced it by or added to it", async () => {
    const social = await makeKit("reset by link", "optional");
    const { kit } = social;
    const stranger = kit.client(kind);
    const state = await stranger.account.signup.mutate({ email: victim, password: strangers });
    if (state.status !== "authenticated") throw new Error("the signup waits");
    const recoveryCodes = ["11112222", "33334444"];
    await kit.auth.importAuthenticators(state.user.id, {
      totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
      recoveryCodes,
    });
    await addPasskey(kit, stranger);
    const { codes } = await stranger.mfa.recoveryCodes.generate.mutate();
    const owner = kit.client(kind);
    await resetByLink(kit, owner, { email: victim, password: fresh });
    const back = await owner.account.login.mutate({ email: victim, password: fresh });
    expect(back).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate", types: ["totp"] } });
    expect(await refusalOf(owner.mfa.authenticate.mutate({ code: codes?.[0] ?? "" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("changes nothing by an import that is refused", async () => {
    const social = await makeKit("reset by link", "optional");
    const { kit } = social;
    const ada = await kit.createUser({ email: victim, totp: true });
    const client = kit.client(kind);
    await client.account.login.mutate({ email: victim, password });
    expect(await kit.auth.importAuthenticators(ada.id, { totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" })).toBe(false);
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
    await kit[Symbol.asyncDispose]();
  });

  it.each(["reset by link", "login by code"] as const)(
    "keeps the factors that the app imported, verified or not, at a %s",
    async (way) => {
      const social = await makeKit(way, "optional");
      const { kit } = social;
      const ada = await kit.createUser({ email: victim, emailVerified: false, totp: true });
      const client = await arrive(social, kind, way);
      const state = await client.session.get.query();
      expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
      expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
        status: "authenticated",
      });
      await kit[Symbol.asyncDispose]();
    },
  );
});
