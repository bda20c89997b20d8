import { describe, expect, it } from "vitest";
import type { Forgery } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] };

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type User = Awaited<ReturnType<Kit["createUser"]>>;

describe.each(["browser", "app"] as const)("mfa.webauthn.authenticate, %s client", (kind) => {
  async function half(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser();
    const inside = await kit.clientOf(ada, kind);
    const { device, authenticator } = await addPasskey(kit, inside, { passwordless: false });
    return { kit, ada, inside, device, id: authenticator.id, ...(await logIn(kit, ada)) };
  }

  async function logIn(kit: Kit, { email, password }: User) {
    const client = kit.client(kind);
    return { client, state: await client.account.login.mutate({ email, password }) };
  }

  it("is the second step of a user who has a passkey", async () => {
    const { kit, ada, client, state, device, id } = await half();
    expect(state).toMatchObject({ flow: { id: "mfa_authenticate", types: ["recovery_codes", "webauthn"] } });
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
    expect(options).toMatchObject({ rpId: "localhost", allowCredentials: [{ id: device.credentials[0]?.id }] });
    const done = await client.mfa.webauthn.authenticate.mutate({ response: device.get(options) });
    const at = kit.clock.now().toISOString();
    expect(done).toMatchObject({
      status: "authenticated",
      methods: [{ method: "password" }, { method: "mfa", type: "webauthn", id, at }],
    });
    expect(await client.mfa.authenticators.query()).toMatchObject([{ id, lastUsedAt: at }, {}]);
    await kit[Symbol.asyncDispose]();
  });

  it("accepts a touch without a PIN: the password was the other factor", async () => {
    const { kit, client, device } = await half();
    device.options.verifiesUser = false;
    const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
    expect(await refusalOf(client.mfa.webauthn.authenticate.mutate({ response: device.get(options) }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("demands a PIN or fingerprint of the second factor where the app requires it, and asks as the app says", async () => {
    const required = { mfa: { webauthn: { userVerification: "required" } } } as const;
    const { kit, client, device } = await half(required);
    const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
    expect(options.userVerification).toBe("required");
    device.options.verifiesUser = false;
    // A browser that ignores what it was asked for.
    const touched = device.get({ ...options, userVerification: "discouraged" });
    expect(await refusalOf(client.mfa.webauthn.authenticate.mutate({ response: touched }))).toEqual(incorrect);
    device.options.verifiesUser = true;
    const { options: again } = await client.mfa.webauthn.beginAuthentication.mutate();
    expect(await refusalOf(client.mfa.webauthn.authenticate.mutate({ response: device.get(again) }))).toBeNull();
    await kit[Symbol.asyncDispose]();
    const lax = await half({ mfa: { webauthn: { userVerification: "discouraged" } } });
    const { options: asked } = await lax.client.mfa.webauthn.beginAuthentication.mutate();
    expect(asked.userVerification).toBe("discouraged");
    const { options: passkey } = await lax.inside.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    expect(passkey.authenticatorSelection.userVerification).toBe("required");
    expect((await lax.client.mfa.webauthn.beginLogin.mutate()).options.userVerification).toBe("required");
    await lax.kit[Symbol.asyncDispose]();
  });

  it.each<[string, Forgery]>([
    ["another origin", { origin: "https://evil.example" }],
    ["another port", { origin: "http://localhost:5174" }],
    ["another rpId", { rpId: "evil.example" }],
    ["another ceremony", { type: "webauthn.create" }],
    ["somebody else's frame", { crossOrigin: true }],
    ["another user's handle", { userHandle: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["no user present", { isUserPresent: false }],
    ["a lower counter", { signCount: 0 }],
  ])("refuses %s, and uses up the challenge", async (_what, forgery) => {
    const { kit, client, device } = await half({ mfa: { attempts: 10 } });
    const ask = async () => (await client.mfa.webauthn.beginAuthentication.mutate()).options;
    const use = async (given: Forgery, asked?: Awaited<ReturnType<typeof ask>>) => {
      const options = asked ?? (await ask());
      return refusalOf(client.mfa.webauthn.authenticate.mutate({ response: device.get(options, given) }));
    };
    const { client: before, kit: _kit } = { client, kit };
    const first = await before.mfa.webauthn.beginAuthentication.mutate();
    if (forgery.signCount === 0) {
      // The counter must have increased before it can decrease.
      await before.mfa.webauthn.authenticate.mutate({ response: device.get(first.options) });
      await before.account.logout.mutate();
      await before.account.login.mutate({
        email: (await kit.delivered()).mails[0]?.to ?? "",
        password: "correct horse battery",
      });
    }
    const asked = await ask();
    expect(await use(forgery, asked)).toEqual(incorrect);
    expect(await use({}, asked)).toEqual(incorrect);
    expect(await use({})).toBeNull();
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("refuses a replay, a challenge of another flow, purpose or time, and uses up what it refuses", async () => {
    const { kit, ada, inside, client, device } = await half({ mfa: { attempts: 10 } });
    const begin = async (from = client) => (await from.mfa.webauthn.beginAuthentication.mutate()).options;
    const answer = (response: ReturnType<typeof device.get>, from = client) =>
      refusalOf(from.mfa.webauthn.authenticate.mutate({ response }));
    const { client: other } = await logIn(kit, ada);
    expect(await answer(device.get(await begin(other)))).toEqual(incorrect);
    const { options: forReauthentication } = await inside.mfa.webauthn.beginReauthentication.mutate();
    expect(await answer(device.get(forReauthentication))).toEqual(incorrect);
    const { options: forLogin } = await client.mfa.webauthn.beginLogin.mutate();
    const [key] = device.credentials;
    if (key !== undefined) key.isDiscoverable = true;
    expect(await answer(device.get(forLogin))).toEqual(incorrect);
    const spent = await begin();
    const wrong = device.get(spent, { origin: "https://evil.example" });
    expect([await answer(wrong), await answer(device.get(spent))]).toEqual([incorrect, incorrect]);
    const late = await begin();
    kit.clock.advance(300);
    expect(await answer(device.get(late))).toEqual(incorrect);
    const used = device.get(await begin());
    expect(await answer(used)).toBeNull();
    expect(await answer(used, other)).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("refuses another user's passkey, and a signature of another key", async () => {
    const { kit, client, device } = await half();
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { device: his } = await addPasskey(kit, bob);
    const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
    const answer = (response: ReturnType<typeof device.get>) =>
      refusalOf(client.mfa.webauthn.authenticate.mutate({ response }));
    expect(await answer(his.get({ ...options, allowCredentials: [] }))).toEqual(incorrect);
    const { options: again } = await client.mfa.webauthn.beginAuthentication.mutate();
    const [own] = device.credentials;
    const [foreign] = his.credentials;
    if (own === undefined || foreign === undefined) throw new Error("no passkeys");
    own.privateKey = foreign.privateKey;
    expect(await answer(device.get(again))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("ends the login with the third wrong response; twenty that are right log in once", async () => {
    const { kit, ada, client, device } = await half({ rateLimits: false });
    const begin = async (from = client) => (await from.mfa.webauthn.beginAuthentication.mutate()).options;
    const options = await begin();
    const twenty = async (response: ReturnType<typeof device.get>, from = client) => {
      const calls = Array.from({ length: 20 }, () => refusalOf(from.mfa.webauthn.authenticate.mutate({ response })));
      return (await Promise.all(calls)).map((answer) => answer?.codes[0] ?? "in");
    };
    const wrong = await twenty(device.get(options, { origin: "https://evil.example" }));
    expect(wrong.filter((code) => code === "incorrect_code/response")).toHaveLength(3);
    const { client: other } = await logIn(kit, ada);
    const right = await twenty(device.get(await begin(other)), other);
    expect(right.filter((code) => code === "in")).toHaveLength(1);
    expect(await kit.sessionsOf(ada)).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });

  it("reauthenticates, and repeats the call that required it", async () => {
    const { kit, inside, device, id } = await half();
    kit.clock.advance(300);
    const refused = await refusalOf(inside.mfa.recoveryCodes.generate.mutate());
    expect(refused?.flows).toContainEqual({
      id: "mfa_reauthenticate",
      isPending: false,
      types: ["recovery_codes", "webauthn"],
    });
    const { options } = await inside.mfa.webauthn.beginReauthentication.mutate();
    const response = device.get(options);
    const state = await inside.mfa.webauthn.reauthenticate.mutate({ response });
    expect(state).toMatchObject({ methods: [{ method: "mfa", type: "webauthn", id, reauthenticated: true }] });
    expect(await refusalOf(inside.mfa.webauthn.reauthenticate.mutate({ response }))).toEqual(incorrect);
    expect((await inside.mfa.recoveryCodes.generate.mutate()).unused).toBe(10);
    await kit[Symbol.asyncDispose]();
  });

  it("logs the owner in while a stranger's guesses at the code have used up the limit", async () => {
    const { kit, ada, device } = await half();
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const { client: thief } = await logIn(kit, ada);
    for (let guess = 0; guess < 3; guess += 1) await refusalOf(thief.mfa.authenticate.mutate({ code: "000000" }));
    const { client: again } = await logIn(kit, ada);
    for (let guess = 0; guess < 2; guess += 1) await refusalOf(again.mfa.authenticate.mutate({ code: "000000" }));
    const { client: owner } = await logIn(kit, ada);
    const locked = await refusalOf(owner.mfa.authenticate.mutate({ code: await kit.totp(ada) }));
    expect(locked?.codes).toEqual(["too_many_login_attempts/code"]);
    const { options } = await owner.mfa.webauthn.beginAuthentication.mutate();
    expect(await refusalOf(owner.mfa.webauthn.authenticate.mutate({ response: device.get(options) }))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });
});
