import { describe, expect, it } from "vitest";
import { google } from "../../src/providers.ts";
import { outbox } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { addPasskey } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };

describe.each(["browser", "app"] as const)("social.only, %s client", (kind) => {
  it("refuses every login by something of the app's own, and signups, before anything is done", async () => {
    const { kit } = await createSocialKit({ social: { only: true } });
    const owner = await kit.createUser({ email: ada.email });
    const client = kit.client(kind);
    const inside = await kit.clientOf(owner, kind);
    const password = owner.password;
    const { account, mfa } = client;
    const calls = [
      account.login.mutate({ email: ada.email, password }),
      account.signup.mutate({ email: "new@example.com", password }),
      account.password.requestReset.mutate({ email: ada.email }),
      account.password.checkKey.mutate({ key: "key" }),
      account.password.reset.mutate({ key: "key", password }),
      account.code.request.mutate({ email: ada.email }),
      inside.account.reauthenticate.mutate({ password }),
      inside.account.password.change.mutate({ currentPassword: password, newPassword: "another long one" }),
    ];
    const only = { trpc: "FORBIDDEN", codes: ["social_only"] };
    expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => only));
    const passkeys = [mfa.webauthn.beginLogin.mutate(), mfa.webauthn.beginSignup.mutate({ email: "new@example.com" })];
    for (const call of passkeys) expect((await refusalOf(call))?.codes).toEqual(["not_enabled"]);
    expect(await kit.database.select().from(outbox)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("tells clients, and offers nothing else", async () => {
    const { kit } = await createSocialKit({ social: { only: true }, account: { passwordResetBy: "code" } });
    const client = kit.client(kind);
    expect(await client.session.config.query()).toMatchObject({
      account: { loginMethods: [], signup: { password: "off" } },
      mfa: { passkeyLogin: false },
      social: { only: true },
    });
    const state = await client.session.get.query();
    const flows = state.status === "anonymous" ? state.flows.map(({ id }) => id) : [];
    expect(flows).toEqual([...(kind === "browser" ? ["provider_redirect"] : []), "provider_token"]);
    await kit[Symbol.asyncDispose]();
  });

  it("logs in through a provider, with second factors, and keeps the last connection", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit({ social: { only: true } });
    const client = kit.client(kind);
    const sub = visitor("ada-1", ada);
    expect(await logIn(client, sub)).toMatchObject({ status: "authenticated" });
    await addPasskey(kit, client);
    const disconnect = (uid: string) => client.social.connections.disconnect.mutate({ provider: "local", uid });
    // The passkey is a second factor here: it logs nobody in.
    expect(await refusalOf(disconnect(sub))).toEqual({ trpc: "BAD_REQUEST", codes: ["disconnect_last"] });
    await connect(client, visitor("ada-2", ada));
    expect(await disconnect(sub)).toMatchObject([{ uid: "ada-2" }]);
    expect((await refusalOf(disconnect("ada-2")))?.codes).toEqual(["disconnect_last"]);
    expect(await logIn(kit.client(kind), "ada-2")).toMatchObject({ flow: { id: "mfa_authenticate" } });
    await kit[Symbol.asyncDispose]();
  });

  it("keeps one of two connections that are disconnected at the same time", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit({ social: { only: true } });
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    await connect(client, visitor("ada-2", ada));
    const uids = ["ada-1", "ada-2"];
    await Promise.all(
      uids.map((uid) => refusalOf(client.social.connections.disconnect.mutate({ provider: "local", uid }))),
    );
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("asks users with an old password for no password", async () => {
    const { kit } = await createSocialKit({ social: { only: true } });
    const owner = await kit.createUser({ email: ada.email });
    const client = await kit.clientOf(owner, kind);
    kit.clock.advance(600);
    const refused = await refusalOf(client.social.connections.disconnect.mutate({ provider: "local", uid: "ada-1" }));
    expect(refused).toMatchObject({ codes: ["reauthentication_required"], flows: [{ id: "login" }] });
    await kit[Symbol.asyncDispose]();
  });

  it("offers no reset in mails", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit({ social: { only: true } });
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    await connect(client, visitor("ada-2", ada));
    await logIn(kit.client(kind), visitor("eve-1", ada));
    const { mails } = await kit.delivered();
    expect(mails.map(({ template }) => template)).toEqual(["account_connected", "account_already_exists"]);
    for (const { text, html, context } of mails) {
      expect(`${text}${html}`).not.toMatch(/reset|password/i);
      expect(context.passwordResetUrl).toBeUndefined();
    }
    await kit[Symbol.asyncDispose]();
  });
});

describe("social.only is refused at start", () => {
  const providers = [google({ clientId: "app", clientSecret: "secret" })];
  it.each([
    [{ account: { loginMethods: ["email" as const] } }, /remove account\.loginMethods/],
    [{ account: { signup: { password: "optional" as const } } }, /remove account\.signup\.password/],
    [{ account: { loginByCode: { enabled: true } } }, /remove account\.loginByCode\.enabled/],
    [{ account: { loginOnPasswordReset: true } }, /remove account\.loginOnPasswordReset/],
    [{ mfa: { passkeyLogin: true } }, /remove mfa\.passkeyLogin/],
    [{ mfa: { passkeySignup: true } }, /remove mfa\.passkeySignup/],
    [{ mfa: { passkeyUpgrade: true } }, /remove mfa\.passkeyUpgrade/],
  ])("together with %j", async (others, message) => {
    await expect(createTestKit({ ...others, social: { only: true, providers } })).rejects.toThrow(message);
  });

  it("without providers", async () => {
    await expect(createTestKit({ social: { only: true } })).rejects.toThrow(/social\.only needs social\.providers/);
  });
});
