import { describe, expect, it } from "vitest";
import type { Forgery } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] };

describe.each(["browser", "app"] as const)("mfa.webauthn.login, %s client", (kind) => {
  async function withPasskey(options: Parameters<typeof createTestKit>[0] = {}, user: { totp?: boolean } = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser(user);
    const { device, authenticator } = await addPasskey(kit, await kit.clientOf(ada, kind));
    return { kit, ada, device, id: authenticator.id, client: kit.client(kind) };
  }

  const begin = async (client: Client) => (await client.mfa.webauthn.beginLogin.mutate()).options;

  it("requires no username and needs no cookie or token to begin with", async () => {
    const { kit, client } = await withPasskey();
    const options = await begin(client);
    expect(options).toEqual({
      rpId: "localhost",
      allowCredentials: [],
      userVerification: "required",
      timeout: 300_000,
      challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect([client.lastResponse?.headers.getSetCookie(), client.tokens]).toEqual([[], {}]);
    await kit[Symbol.asyncDispose]();
  });

  it("logs in the passkey's owner, and requires no second factor", async () => {
    const { kit, ada, client, device, id } = await withPasskey({}, { totp: true });
    const at = kit.clock.now().toISOString();
    const state = await client.mfa.webauthn.login.mutate({ response: device.get(await begin(client)) });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { id: ada.id },
      methods: [{ method: "mfa", type: "webauthn", id, at, passwordless: true }],
    });
    const again = await client.mfa.webauthn.login.mutate({ response: device.get(await begin(client)) });
    expect(again).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const other = await refusalOf(bob.mfa.webauthn.login.mutate({ response: device.get(await begin(bob)) }));
    expect(other).toMatchObject({ trpc: "CONFLICT", codes: ["already_authenticated"] });
    await kit[Symbol.asyncDispose]();
  });

  it("requires the address to be verified first, where that is mandatory", async () => {
    await using kit = await createTestKit({ mfa: { allowUnverifiedEmail: true } });
    const ada = await kit.createUser({ emailVerified: false });
    const { device } = await addPasskey(kit, await kit.clientOf(ada, kind));
    const client = kit.client(kind);
    const state = await client.mfa.webauthn.login.mutate({ response: device.get(await begin(client)) });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
  });

  it.each<[string, Forgery]>([
    ["no user verified", { isUserVerified: false }],
    ["another origin", { origin: "https://evil.example" }],
    ["another rpId", { rpId: "evil.example" }],
    ["a challenge that nobody gave", { challenge: "A".repeat(43) }],
    ["another user's handle", { userHandle: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["no user's handle", { userHandle: "" }],
    ["somebody else's frame", { crossOrigin: true }],
  ])("refuses %s, and uses up the challenge", async (_what, forgery) => {
    const { kit, ada, client, device } = await withPasskey();
    const options = await begin(client);
    const logIn = (given: Forgery) =>
      refusalOf(client.mfa.webauthn.login.mutate({ response: device.get(options, given) }));
    expect(await logIn(forgery)).toEqual(incorrect);
    if (forgery.challenge === undefined) expect(await logIn({})).toEqual(incorrect);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("accepts a response once, also when twenty arrive at the same time, and none of a removed passkey", async () => {
    const { kit, ada, client, device, id } = await withPasskey({ rateLimits: false });
    const response = device.get(await begin(client));
    const calls = Array.from({ length: 20 }, () => refusalOf(kit.client(kind).mfa.webauthn.login.mutate({ response })));
    expect((await Promise.all(calls)).filter((answer) => answer === null)).toHaveLength(1);
    const inside = await kit.clientOf(ada, kind);
    await inside.mfa.webauthn.remove.mutate({ ids: [id] });
    const removed = device.get(await begin(client));
    expect(await refusalOf(client.mfa.webauthn.login.mutate({ response: removed }))).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["unknown_credential/response"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("follows the counter of an authenticator that counts, and ignores one that does not", async () => {
    const { kit, client, device } = await withPasskey();
    const logIn = async (forgery: Forgery = {}) => {
      const from = kit.client(kind);
      return refusalOf(from.mfa.webauthn.login.mutate({ response: device.get(await begin(from), forgery) }));
    };
    expect([await logIn(), await logIn({ signCount: 7 }), await logIn({ signCount: 7 })]).toEqual([
      null,
      null,
      incorrect,
    ]);
    expect(await logIn({ signCount: 6 })).toEqual(incorrect);
    expect(await logIn({ signCount: 0 })).toEqual(incorrect);
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { device: phone } = await addPasskey(kit, bob, { counts: false, isSynced: true });
    for (let login = 0; login < 2; login += 1) {
      const from = kit.client(kind);
      expect(await refusalOf(from.mfa.webauthn.login.mutate({ response: phone.get(await begin(from)) }))).toBeNull();
    }
    expect(await begin(client)).toBeDefined();
    await kit[Symbol.asyncDispose]();
  });

  it("leaves nothing behind for a user who may not log in", async () => {
    const { kit, ada, client, device } = await withPasskey({}, { totp: true });
    await kit.auth.setUserActive(ada.id, false);
    const refused = await refusalOf(client.mfa.webauthn.login.mutate({ response: device.get(await begin(client)) }));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: ["account_inactive"] });
    const bob = await kit.createUser({ totp: true });
    const state = await client.account.login.mutate({ email: bob.email, password: bob.password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    await kit[Symbol.asyncDispose]();
  });

  it("does not exist where the app disabled it", async () => {
    for (const mfa of [{ passkeyLogin: false }, { types: ["totp"] as const }]) {
      await using kit = await createTestKit({ mfa });
      const client = kit.client(kind);
      expect((await refusalOf(begin(client)))?.codes).toEqual(["not_enabled"]);
      const state = await client.session.get.query();
      expect(state.status === "anonymous" && state.flows.map(({ id }) => id)).toEqual(["login", "signup"]);
      expect((await client.session.config.query()).mfa.passkeyLogin).toBe(false);
    }
  });

  it("lasts as long as the browser where that is requested", async () => {
    if (kind === "app") return;
    const { kit, client, device } = await withPasskey();
    await client.mfa.webauthn.login.mutate({ response: device.get(await begin(client)), remember: false });
    const [cookie = ""] = client.lastResponse?.headers.getSetCookie() ?? [];
    expect(cookie).toContain("latchkey.session=");
    expect(cookie).not.toContain("Max-Age");
    await kit[Symbol.asyncDispose]();
  });

  it("belongs to the domain that the app names, and to its apps' origins", async () => {
    const native = "android:apk-key-hash:4Y8CXr3Xk2vQ1w";
    await using kit = await createTestKit({
      origin: "https://app.acme.com",
      mfa: { webauthn: { rpId: "acme.com", origins: [native] } },
    });
    const ada = await kit.createUser();
    const { device } = await addPasskey(kit, await kit.clientOf(ada, kind));
    const client = kit.client(kind);
    const options = await begin(client);
    expect(options.rpId).toBe("acme.com");
    const response = device.get(options, { origin: native });
    expect(await refusalOf(client.mfa.webauthn.login.mutate({ response }))).toBeNull();
    await expect(createTestKit({ mfa: { webauthn: { rpId: "evil.example" } } })).rejects.toThrow("mfa.webauthn.rpId");
  });
});
