import { describe, expect, it } from "vitest";
import type { Forgery } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] };

describe.each(["browser", "app"] as const)("mfa.webauthn.register, %s client", (kind) => {
  async function loggedIn(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser();
    return { kit, ada, client: await kit.clientOf(ada, kind), authenticator: kit.authenticator() };
  }

  it("adds a key, and recovery codes with the first one only", async () => {
    const { kit, ada, client, authenticator } = await loggedIn();
    const at = kit.clock.now().toISOString();
    const { options } = await client.mfa.webauthn.beginRegistration.mutate();
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Acme" },
      user: { name: ada.email, displayName: ada.email },
      authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
      excludeCredentials: [],
    });
    expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
    expect(JSON.stringify(options.user.id)).not.toContain("ada");
    const response = authenticator.create(options);
    const first = await client.mfa.webauthn.register.mutate({ name: " My key ", response });
    expect(first.authenticator).toEqual({
      type: "webauthn",
      id: first.authenticator.id,
      name: "My key",
      model: null,
      createdAt: at,
      lastUsedAt: null,
      isPasswordless: false,
      isAutomatic: false,
      isSyncable: false,
      isBackedUp: false,
      transports: ["internal"],
    });
    expect(first.recoveryCodes).toHaveLength(10);
    const next = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    expect(next.options.excludeCredentials).toMatchObject([{ id: response.id, type: "public-key" }]);
    expect(() => authenticator.create(next.options)).toThrow("refused");
    const second = await client.mfa.webauthn.register.mutate({
      response: kit.authenticator({ isSynced: true }).create(next.options),
    });
    expect(second).toMatchObject({ authenticator: { name: "Passkey", isPasswordless: true, isBackedUp: true } });
    expect(second.recoveryCodes).toBeUndefined();
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["webauthn_added", "webauthn_added"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is refused while an address is unverified, recent or not, and to a stale session", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser({ emailVerified: false }), kind);
    const begin = () => refusalOf(client.mfa.webauthn.beginRegistration.mutate());
    const add = () => refusalOf(client.mfa.webauthn.register.mutate({ response: anything }));
    const unverified = { trpc: "BAD_REQUEST", codes: ["unverified_email"] };
    expect([await begin(), await add()]).toEqual([unverified, unverified]);
    kit.clock.advance(300);
    expect([await begin(), await add()]).toEqual([unverified, unverified]);
    const { kit: other, client: stale } = await loggedIn();
    other.clock.advance(300);
    const calls = [
      stale.mfa.webauthn.beginRegistration.mutate(),
      stale.mfa.webauthn.register.mutate({ response: anything }),
    ];
    for (const answer of await Promise.all(calls.map(refusalOf)))
      expect(answer?.codes).toEqual(["reauthentication_required"]);
    await other[Symbol.asyncDispose]();
  });

  it("makes no passkey of a key that was requested as a second factor, whatever it supports", async () => {
    const { kit, client } = await loggedIn();
    const { options } = await client.mfa.webauthn.beginRegistration.mutate({});
    const discoverable = {
      ...options,
      authenticatorSelection: { ...options.authenticatorSelection, residentKey: "required" as const },
    };
    const { authenticator } = await client.mfa.webauthn.register.mutate({
      response: kit.authenticator().create(discoverable),
    });
    expect(authenticator.isPasswordless).toBe(false);
    await kit[Symbol.asyncDispose]();
  });

  it.each<[string, Forgery]>([
    ["another origin", { origin: "https://evil.example" }],
    ["a look-alike origin", { origin: "http://localhost:5173.evil.example" }],
    ["another rpId", { rpId: "evil.example" }],
    ["another challenge", { challenge: "c29tZXRoaW5nIGVsc2U" }],
    ["another ceremony", { type: "webauthn.get" }],
    ["somebody else's frame", { crossOrigin: true }],
    ["no user present", { isUserPresent: false }],
    ["no user verified", { isUserVerified: false }],
  ])("refuses %s, and uses up the challenge", async (_what, forgery) => {
    const { kit, client, authenticator } = await loggedIn();
    const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    const register = (response: typeof anything) => refusalOf(client.mfa.webauthn.register.mutate({ response }));
    expect(await register(authenticator.create(options, forgery))).toEqual(incorrect);
    const isSpent = forgery.challenge === undefined;
    if (isSpent) expect(await register(authenticator.create(options))).toEqual(incorrect);
    expect(await client.mfa.authenticators.query()).toEqual([]);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("refuses a tampered attestation, and accepts an honest one", async () => {
    const { kit, client } = await loggedIn();
    const authenticator = kit.authenticator({ attestation: "packed" });
    const { options } = await client.mfa.webauthn.beginRegistration.mutate();
    const honest = authenticator.create(options);
    const bytes = Buffer.from(honest.response.attestationObject, "base64url");
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const tampered = { ...honest, response: { ...honest.response, attestationObject: bytes.toString("base64url") } };
    expect(await refusalOf(client.mfa.webauthn.register.mutate({ response: tampered }))).toEqual(incorrect);
    const again = await client.mfa.webauthn.beginRegistration.mutate();
    expect(
      await refusalOf(client.mfa.webauthn.register.mutate({ response: authenticator.create(again.options) })),
    ).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("refuses a challenge that was used, expired, or issued to another session", async () => {
    const { kit, ada, client, authenticator } = await loggedIn();
    const begin = async () => (await client.mfa.webauthn.beginRegistration.mutate()).options;
    const register = (response: typeof anything, from = client) =>
      refusalOf(from.mfa.webauthn.register.mutate({ response }));
    const response = authenticator.create(await begin());
    expect([await register(response), await register(response)]).toEqual([null, incorrect]);
    const elsewhere = await kit.clientOf(ada, kind);
    const options = await begin();
    expect(await register(kit.authenticator().create(options), elsewhere)).toEqual(incorrect);
    kit.clock.advance(299);
    expect(await register(kit.authenticator().create(options))).toBeNull();
    await client.account.reauthenticate.mutate({ password: ada.password });
    const old = await begin();
    kit.clock.advance(290);
    await client.account.reauthenticate.mutate({ password: ada.password });
    kit.clock.advance(10);
    expect(await register(kit.authenticator().create(old))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("refuses a credential that is already registered", async () => {
    const { kit, client, authenticator } = await loggedIn();
    const { options } = await client.mfa.webauthn.beginRegistration.mutate();
    await client.mfa.webauthn.register.mutate({ response: authenticator.create(options) });
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { options: his } = await bob.mfa.webauthn.beginRegistration.mutate();
    const [stolen] = authenticator.credentials;
    const twin = kit.authenticator();
    const response = twin.create(his);
    const withId = Buffer.from(response.response.attestationObject, "base64url");
    // The same length, so that the new id can be written over the old one.
    const [made] = twin.credentials;
    const at = withId.indexOf(Buffer.from(made?.id ?? "", "base64url"));
    Buffer.from(stolen?.id ?? "", "base64url").copy(withId, at);
    const id = stolen?.id ?? "";
    const forged = {
      ...response,
      id,
      rawId: id,
      response: { ...response.response, attestationObject: withId.toString("base64url") },
    };
    expect(await refusalOf(bob.mfa.webauthn.register.mutate({ response: forged }))).toEqual(incorrect);
    expect(await bob.mfa.authenticators.query()).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("distinguishes what is missing from what is wrong", async () => {
    const { kit, client } = await loggedIn();
    const register = (response: unknown) =>
      refusalOf(client.mfa.webauthn.register.mutate({ response: response as typeof anything }));
    for (const missing of [undefined, {}]) expect((await register(missing))?.codes).toEqual(["required/response"]);
    for (const wrong of ["no JSON", 7, []]) expect((await register(wrong))?.codes).toEqual(["invalid/response"]);
    for (const bad of [{ id: 1 }, { id: "x".repeat(100_000) }, { ...anything, type: "password" }, anything])
      expect(await register(bad)).toEqual(incorrect);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("adds fifty keys at most", async () => {
    const { kit, client } = await loggedIn({ rateLimits: false });
    const add = async () => {
      const { options } = await client.mfa.webauthn.beginRegistration.mutate();
      return client.mfa.webauthn.register.mutate({ response: kit.authenticator().create(options) });
    };
    for (let key = 0; key < 50; key += 1) await add();
    expect((await refusalOf(add()))?.codes).toEqual(["max_authenticators"]);
    await kit[Symbol.asyncDispose]();
  });
});

const anything = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key" as const,
  clientExtensionResults: {},
  response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
};
