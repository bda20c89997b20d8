import { describe, expect, it } from "vitest";
import { flows, socialAccounts, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { testDatabase } from "../support/kit.ts";
import { addPasskey } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true, name: "Ada", preferred_username: "ada" };

describe.each(["browser", "app"] as const)("social login, %s client", (kind) => {
  it("lists the providers, and how they are reached", async () => {
    const { kit, op } = await createSocialKit();
    const client = kit.client(kind);
    const [local] = await client.social.providers.query();
    expect(local).toEqual({
      id: "local",
      name: "The local one",
      clientId: "acme",
      flows: ["provider_redirect", "provider_token"],
      openidConfigurationUrl: `${op.issuer}/.well-known/openid-configuration`,
    });
    expect((await client.session.config.query()).social.providers[0]).toEqual(local);
    const state = await client.session.get.query();
    const offered = state.status === "anonymous" ? state.flows : [];
    const byRedirect = { id: "provider_redirect", isPending: false, providers: ["local", "other"] };
    expect(offered.filter(({ providers }) => providers !== undefined)).toEqual([
      ...(kind === "browser" ? [byRedirect] : []),
      { id: "provider_token", isPending: false, providers: ["local", "other"] },
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("creates an account with the address that the provider verified, and finds it again", async () => {
    const { kit, op, visitor, logIn } = await createSocialKit();
    const sub = visitor("ada-1", ada);
    const at = kit.clock.now().toISOString();
    const first = await logIn(kit.client(kind), sub);
    expect(first).toMatchObject({
      status: "authenticated",
      process: "login",
      callbackUrl: "/after",
      user: { email: ada.email, emailVerified: true, hasUsablePassword: false },
      methods: [{ method: "socialaccount", provider: "local", uid: sub, at }],
    });
    // Their name and address at the provider have changed.
    op.people.set(sub, { ...ada, email: "countess@example.com", preferred_username: "countess" });
    const second = await logIn(kit.client(kind), sub);
    expect(second.status === "authenticated" && first.status === "authenticated" && second.user.id).toBe(
      first.status === "authenticated" && first.user.id,
    );
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect((await kit.delivered()).mails).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("requires an address to be verified that the provider did not verify", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: { emailVerificationBy: "code" } });
    const client = kit.client(kind);
    const state = await logIn(client, visitor("bob-1", { email: "bob@example.com", email_verified: false }));
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email: "bob@example.com" } });
    const { code: key = "" } = (await kit.delivered()).lastMail("bob@example.com").context;
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
    expect(await client.social.connections.list.query()).toEqual([
      { provider: "local", uid: "bob-1", display: "bob@example.com" },
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("costs four statements for a known user", async () => {
    const { kit, visitor, journey, logIn } = await createSocialKit();
    const sub = visitor("ada-1", ada);
    await logIn(kit.client(kind), sub);
    const client = kit.client(kind);
    const answer = await journey(client, sub);
    const { takeStatements } = await testDatabase();
    takeStatements();
    await client.social.callback.mutate(answer);
    const statements = takeStatements().filter((statement) => !/^(begin|commit)/i.test(statement));
    expect(statements.length).toBeLessThanOrEqual(4);
    await kit[Symbol.asyncDispose]();
  });

  it("logs in no deactivated account, and requires the second factor of a user who has one", async () => {
    const { kit, visitor, logIn } = await createSocialKit();
    const sub = visitor("ada-1", ada);
    const client = kit.client(kind);
    const state = await logIn(client, sub);
    const id = state.status === "authenticated" ? state.user.id : "";
    await addPasskey(kit, client);
    await client.account.logout.mutate();
    const again = kit.client(kind);
    expect(await logIn(again, sub)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    expect(await kit.sessionsOf({ id })).toEqual([]);
    await kit.auth.setUserActive(id, false);
    const refused = await refusalOf(logIn(kit.client(kind), sub));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: ["account_inactive"] });
    await kit[Symbol.asyncDispose]();
  });

  it("creates nothing where signups are closed", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: { signup: { open: false } } });
    const refused = await refusalOf(logIn(kit.client(kind), visitor("ada-1", ada)));
    expect(refused).toEqual({ trpc: "FORBIDDEN", codes: ["signup_closed"] });
    expect(await kit.database.select().from(flows)).toEqual([]);
    expect(await kit.database.select().from(users)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("responds to a conflict of addresses as a signup does", async () => {
    const hidden = await createSocialKit();
    await hidden.kit.createUser({ email: ada.email });
    const state = await hidden.logIn(hidden.kit.client(kind), hidden.visitor("ada-1", ada));
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email: ada.email } });
    expect((await hidden.kit.delivered()).lastMail(ada.email).template).toBe("account_already_exists");
    expect(await hidden.kit.database.select().from(socialAccounts)).toEqual([]);
    await hidden.kit[Symbol.asyncDispose]();
    const open = await createSocialKit({ account: { emailVerification: "optional" } });
    await open.kit.createUser({ email: ada.email });
    const client = open.kit.client(kind);
    expect(await open.logIn(client, open.visitor("ada-1", ada))).toMatchObject({ flow: { id: "provider_signup" } });
    const done = await client.social.signup.complete.mutate({ email: "other@example.com" });
    expect(done).toMatchObject({ status: "authenticated", user: { email: "other@example.com" } });
    expect(await client.account.email.list.query()).toHaveLength(1);
    await open.kit[Symbol.asyncDispose]();
  });

  it("gives the new account what a hidden signup requested, once its address is changed to a free one", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: { emailVerificationBy: "code" } });
    await kit.createUser({ email: ada.email });
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    await client.account.email.change.mutate({ email: "free@example.com" });
    const { code: key = "" } = (await kit.delivered()).lastMail("free@example.com").context;
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
    expect(await client.social.connections.list.query()).toMatchObject([{ provider: "local", uid: "ada-1" }]);
    await kit[Symbol.asyncDispose]();
  });

  it.each([false, true])(
    "logs in by a verified address where the app trusts the provider; connects: %s",
    async (autoConnect) => {
      const { kit, visitor, logIn } = await createSocialKit({
        social: { emailAuthentication: ["local"], autoConnect },
      });
      const owner = await kit.createUser({ email: ada.email, totp: true });
      const client = kit.client(kind);
      const state = await logIn(client, visitor("ada-1", ada));
      expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
      const done = await client.mfa.authenticate.mutate({ code: await kit.totp(owner) });
      expect(done).toMatchObject({ status: "authenticated", user: { id: owner.id, hasUsablePassword: true } });
      expect(await client.social.connections.list.query()).toHaveLength(autoConnect ? 1 : 0);
      await kit[Symbol.asyncDispose]();
    },
  );

  it("never logs in by an address that the provider did not verify, nor for a provider that is not listed", async () => {
    const { kit, visitor, logIn, journey } = await createSocialKit({ social: { emailAuthentication: ["local"] } });
    await kit.createUser({ email: ada.email });
    const unverified = await logIn(kit.client(kind), visitor("eve-1", { email: ada.email, email_verified: false }));
    expect(unverified).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    const client = kit.client(kind);
    const answer = await journey(client, visitor("eve-2", ada), { provider: "other" });
    expect(await client.social.callback.mutate(answer)).toMatchObject({
      status: "pending",
      flow: { id: "verify_email" },
    });
    await kit[Symbol.asyncDispose]();
  });

  it("removes from an account that nobody had verified what a stranger prepared in it", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit({
      social: { emailAuthentication: true, autoConnect: true },
      mfa: { allowUnverifiedEmail: true },
      account: { emailVerification: "optional" },
    });
    const stranger = kit.client(kind);
    await stranger.account.signup.mutate({ email: ada.email, password: "the stranger's own" });
    await addPasskey(kit, stranger);
    await connect(stranger, visitor("eve-1", { email: "eve@example.com", email_verified: true }));
    const owner = kit.client(kind);
    const state = await logIn(owner, visitor("ada-1", ada));
    expect(state).toMatchObject({ status: "authenticated", user: { emailVerified: true, hasUsablePassword: false } });
    expect(await owner.mfa.authenticators.query()).toEqual([]);
    expect(await owner.social.connections.list.query()).toMatchObject([{ uid: "ada-1" }]);
    expect((await refusalOf(stranger.account.user.query()))?.codes).toEqual(["session_gone"]);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps the refresh token of the first login where a later one returns none", async () => {
    const { kit, op, visitor, logIn } = await createSocialKit({ social: { storeTokens: true } });
    const state = await logIn(kit.client(kind), visitor("ada-1", ada));
    const id = state.status === "authenticated" ? state.user.id : "";
    const first = await kit.auth.getProviderTokens(id, "local");
    op.withoutRefreshToken.add("ada-1");
    await logIn(kit.client(kind), "ada-1");
    const second = await kit.auth.getProviderTokens(id, "local");
    expect(second?.accessToken).not.toBe(first?.accessToken);
    kit.clock.advance(700);
    const renewed = await kit.auth.getProviderTokens(id, "local");
    expect(renewed?.accessToken).toEqual(expect.any(String));
    expect(renewed?.accessToken).not.toBe(second?.accessToken);
    op.withoutRefreshToken.clear();
    await kit[Symbol.asyncDispose]();
  });

  it("keeps tokens only where the app wants them, sealed", async () => {
    for (const storeTokens of [false, true]) {
      const { kit, visitor, logIn } = await createSocialKit({ social: { storeTokens } });
      const state = await logIn(kit.client(kind), visitor("ada-1", ada));
      const id = state.status === "authenticated" ? state.user.id : "";
      const [row] = await kit.database.select().from(socialAccounts);
      expect(row?.tokensSealed === null).toBe(!storeTokens);
      const tokens = await kit.auth.getProviderTokens(id, "local");
      expect(tokens === null).toBe(!storeTokens);
      if (tokens !== null) {
        expect(JSON.stringify(row)).not.toContain(tokens.accessToken);
        kit.clock.advance(700);
        const renewed = await kit.auth.getProviderTokens(id, "local");
        expect(renewed?.accessToken).not.toBe(tokens.accessToken);
      }
      await kit[Symbol.asyncDispose]();
    }
  });
});
