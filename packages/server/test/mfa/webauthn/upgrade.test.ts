import { describe, expect, it } from "vitest";
import type { Forgery, VirtualAuthenticator } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] };
/** What a browser states of a passkey that it created without asking. */
const unasked: Forgery = { isUserPresent: false, isUserVerified: false };

describe.each(["browser", "app"] as const)("mfa.webauthn.upgrade, %s client", (kind) => {
  async function loggedIn(
    options: Parameters<typeof createTestKit>[0] = {},
    given: { totp?: boolean; emailVerified?: boolean } = {},
  ) {
    const kit = await createTestKit({ ...options, mfa: { passkeyUpgrade: true, ...options?.mfa } });
    const ada = await kit.createUser(given);
    const client = kit.client(kind);
    const state = await client.account.login.mutate({ email: ada.email, password: ada.password });
    return { kit, ada, client, state, device: kit.authenticator() };
  }

  const begin = async (client: Client) => (await client.mfa.webauthn.upgrade.begin.mutate()).options;

  async function upgrade(client: Client, device: VirtualAuthenticator, forgery: Forgery = unasked) {
    const options = await begin(client);
    if (options === null) throw new Error("no upgrade is offered");
    return client.mfa.webauthn.upgrade.register.mutate({ response: device.create(options, forgery) });
  }

  const passkeyLogin = async (client: Client, device: VirtualAuthenticator) => {
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    return client.mfa.webauthn.login.mutate({ response: device.get(options) });
  };

  it("adds a passkey for which nobody was asked, and tells its owner by email", async () => {
    const { kit, ada, client, device } = await loggedIn();
    const options = await begin(client);
    expect(options).toMatchObject({
      authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      excludeCredentials: [],
    });
    const { authenticator, recoveryCodes } = await upgrade(client, device);
    expect(authenticator).toMatchObject({ name: "Passkey", isPasswordless: true, isAutomatic: true });
    expect(recoveryCodes).toBeUndefined();
    expect((await kit.delivered()).mails.map(({ template, to }) => [template, to])).toEqual([
      ["webauthn_added", ada.email],
    ]);
    expect(kit.events.map(({ type, detail }) => [type, detail])).toContainEqual(["authenticator_added", "webauthn"]);
    const state = await passkeyLogin(kit.client(kind), device);
    expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id }, methods: [{ passwordless: true }] });
    await kit[Symbol.asyncDispose]();
  });

  it("makes it no second factor: the password still logs in alone, elsewhere too, and nothing else ends", async () => {
    const { kit, ada, client, device } = await loggedIn();
    const elsewhere = kit.client(kind);
    await elsewhere.account.login.mutate({ email: ada.email, password: ada.password });
    await upgrade(client, device);
    expect((await elsewhere.session.get.query()).status).toBe("authenticated");
    const again = await kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password });
    expect(again.status).toBe("authenticated");
    const refused = await refusalOf(client.mfa.recoveryCodes.generate.mutate());
    expect(refused?.codes).toEqual(["cannot_generate_recovery_codes"]);
    await kit[Symbol.asyncDispose]();
  });

  it("lets its owner reauthenticate with it", async () => {
    const { kit, client, device } = await loggedIn();
    await upgrade(client, device);
    kit.clock.advance(300);
    const stale = await client.mfa.webauthn.rename.mutate({ id: crypto.randomUUID(), name: "x" }).catch((e) => e);
    expect(stale.data.auth.flows).toEqual([
      { id: "reauthenticate", isPending: false },
      { id: "mfa_reauthenticate", isPending: false, types: ["webauthn"] },
    ]);
    const { options } = await client.mfa.webauthn.beginReauthentication.mutate();
    const state = await client.mfa.webauthn.reauthenticate.mutate({ response: device.get(options) });
    expect(state.status).toBe("authenticated");
    await kit[Symbol.asyncDispose]();
  });

  it("is offered once: not to a user who has a passkey", async () => {
    const { kit, client, device } = await loggedIn();
    await upgrade(client, device);
    expect(await begin(client)).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("adds one, also when two sessions are upgraded at the same time", async () => {
    const { kit, ada, client } = await loggedIn({ rateLimits: false });
    const clients = [client, kit.client(kind), kit.client(kind)];
    for (const other of clients.slice(1))
      await other.account.login.mutate({ email: ada.email, password: ada.password });
    const responses = await Promise.all(
      clients.map(async (one) => {
        const options = await begin(one);
        if (options === null) throw new Error("no upgrade is offered");
        return kit.authenticator().create(options, unasked);
      }),
    );
    const calls = clients.flatMap((one, index) => {
      const response = responses[index];
      if (response === undefined) return [];
      return [1, 2].map(() => refusalOf(one.mfa.webauthn.upgrade.register.mutate({ response })));
    });
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(answers.filter((answer) => answer !== null)).toEqual(Array.from({ length: 5 }, () => incorrect));
    expect(await client.mfa.authenticators.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("is not offered five minutes after the password, and its challenge is then of no use", async () => {
    const { kit, client, device } = await loggedIn({ account: { reauthentication: { timeout: 3_600 } } });
    kit.clock.advance(1);
    const options = await begin(client);
    if (options === null) throw new Error("no upgrade is offered");
    kit.clock.advance(299);
    expect(await begin(client)).toBeNull();
    const response = device.create(options, unasked);
    expect(await refusalOf(client.mfa.webauthn.upgrade.register.mutate({ response }))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("is not offered where the app requires a more recent authentication for a change of factors", async () => {
    const { kit, client } = await loggedIn({ account: { reauthentication: { timeout: 60 } } });
    kit.clock.advance(60);
    expect(await begin(client)).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("is not offered to a session without a password, nor while an address is unverified", async () => {
    const { kit, ada } = await loggedIn();
    expect(await begin(await kit.clientOf(ada, kind))).toBeNull();
    await kit[Symbol.asyncDispose]();
    const { kit: other, client } = await loggedIn(
      { account: { emailVerification: "optional" } },
      { emailVerified: false },
    );
    expect(await begin(client)).toBeNull();
    await other[Symbol.asyncDispose]();
  });

  it("requires the second factor in this session from a user who has one: a trusted browser is not enough", async () => {
    const { kit, ada, client } = await loggedIn({ mfa: { trust: true } }, { totp: true });
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    // Only browsers can be trusted.
    if (kind === "browser") await client.mfa.trust.mutate({ trust: true });
    expect(await begin(client)).not.toBeNull();
    if (kind === "browser") {
      await client.account.logout.mutate();
      const state = await client.account.login.mutate({ email: ada.email, password: ada.password });
      expect(state.status).toBe("authenticated");
      expect(await begin(client)).toBeNull();
    }
    await kit[Symbol.asyncDispose]();
  });

  it("accepts its response where it was begun, and nothing else of it", async () => {
    const { kit, ada, client, device } = await loggedIn();
    const options = await begin(client);
    if (options === null) throw new Error("no upgrade is offered");
    const response = device.create(options, unasked);
    const other = kit.client(kind);
    await other.account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(other.mfa.webauthn.upgrade.register.mutate({ response }))).toEqual(incorrect);
    expect(await refusalOf(client.mfa.webauthn.register.mutate({ response }))).toEqual(incorrect);
    expect(await refusalOf(client.mfa.webauthn.upgrade.register.mutate({ response }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("is the only registration without a user: any other passkey has asked and verified one", async () => {
    const { kit, client } = await loggedIn();
    for (const passwordless of [true, false]) {
      const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless });
      const response = kit.authenticator().create(options, { isUserPresent: false });
      expect(await refusalOf(client.mfa.webauthn.register.mutate({ response }))).toEqual(incorrect);
    }
    const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    const response = kit.authenticator().create(options);
    expect(await refusalOf(client.mfa.webauthn.upgrade.register.mutate({ response }))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("logs in only with a user who is verified", async () => {
    const { kit, client, device } = await loggedIn();
    await upgrade(client, device);
    const stranger = kit.client(kind);
    const { options } = await stranger.mfa.webauthn.beginLogin.mutate();
    const response = device.get(options, { isUserVerified: false });
    expect(await refusalOf(stranger.mfa.webauthn.login.mutate({ response }))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("ends with the password that allowed it, changed or reset", async () => {
    const { kit, ada, client, device } = await loggedIn();
    await upgrade(client, device);
    const newPassword = "a new and long password";
    await client.account.password.change.mutate({ currentPassword: ada.password, newPassword });
    expect(await client.mfa.authenticators.query()).toEqual([]);
    expect(await refusalOf(passkeyLogin(kit.client(kind), device))).toMatchObject({
      codes: ["unknown_credential/response"],
    });
    const again = kit.client(kind);
    await again.account.login.mutate({ email: ada.email, password: newPassword });
    const phone = kit.authenticator();
    await upgrade(again, phone);
    await again.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    await again.account.password.reset.mutate({ key, password: "yet another password" });
    expect(await refusalOf(passkeyLogin(kit.client(kind), phone))).toMatchObject({
      codes: ["unknown_credential/response"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("ends where the first factor is added, which may be a passkey of the same authenticator; not with a second", async () => {
    const { kit, client, device } = await loggedIn();
    await upgrade(client, device);
    const { authenticator } = await addPasskey(kit, client, { device });
    expect(authenticator).toMatchObject({ name: "Passkey", isAutomatic: false });
    const listed = await client.mfa.authenticators.query();
    expect(listed).toMatchObject([{ id: authenticator.id }, { type: "recovery_codes" }]);
    await kit[Symbol.asyncDispose]();
    const { kit: other, ada: bob, client: bobs, device: phone } = await loggedIn({}, { totp: true });
    await bobs.mfa.authenticate.mutate({ code: await other.totp(bob) });
    await upgrade(bobs, phone);
    await addPasskey(other, bobs, { passwordless: false });
    expect(await bobs.mfa.authenticators.query()).toHaveLength(4);
    await other[Symbol.asyncDispose]();
  });

  it("does not exist unless the app wants it, and needs passkeys that log in", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect((await refusalOf(client.mfa.webauthn.upgrade.begin.mutate()))?.codes).toEqual(["not_enabled"]);
    expect((await client.session.config.query()).mfa.passkeyUpgrade).toBe(false);
    for (const mfa of [{ passkeyLogin: false }, { types: ["totp"] as const }])
      await expect(createTestKit({ mfa: { passkeyUpgrade: true, ...mfa } })).rejects.toThrow(
        "mfa.passkeyUpgrade needs",
      );
  });
});
