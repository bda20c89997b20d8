import { describe, expect, it } from "vitest";
import type { Forgery, VirtualAuthenticator } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";

const unknown = { trpc: "BAD_REQUEST", codes: ["unknown_credential/response"] };
const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/response"] };

describe.each(["browser", "app"] as const)("a passkey that nobody has, %s client", (kind) => {
  async function setUp(options: Parameters<typeof createTestKit>[0] = {}, { passwordless = true } = {}) {
    const kit = await createTestKit(options);
    const inside = await kit.clientOf(await kit.createUser(), kind);
    const { device, authenticator } = await addPasskey(kit, inside, { passwordless });
    return { kit, inside, device, id: authenticator.id };
  }

  const logIn = async (client: Client, device: VirtualAuthenticator, forgery: Forgery = {}) => {
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    return refusalOf(client.mfa.webauthn.login.mutate({ response: device.get(options, forgery) }));
  };

  it("is reported as unknown once it was removed, or its account was deleted; and used its challenge up", async () => {
    const { kit, inside, device, id } = await setUp();
    await inside.mfa.webauthn.remove.mutate({ ids: [id] });
    const client = kit.client(kind);
    const response = device.get((await client.mfa.webauthn.beginLogin.mutate()).options);
    const answers = [
      await refusalOf(client.mfa.webauthn.login.mutate({ response })),
      await refusalOf(client.mfa.webauthn.login.mutate({ response })),
    ];
    expect(answers).toEqual([unknown, incorrect]);
    const codes = kit.events.filter(({ type }) => type === "login_failed").map(({ code, userId }) => [code, userId]);
    expect(codes).toEqual([
      ["unknown_credential", null],
      ["incorrect_code", null],
    ]);
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { device: phone } = await addPasskey(kit, bob);
    await bob.account.delete.mutate();
    expect(await logIn(kit.client(kind), phone)).toEqual(unknown);
    await kit[Symbol.asyncDispose]();
  });

  it.each<[string, Forgery]>([
    ["a wrong signature", { type: "webauthn.create" }],
    ["no user verified", { isUserVerified: false }],
    ["another user's handle", { userHandle: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["another origin", { origin: "https://evil.example" }],
    ["an old counter", { signCount: 0 }],
  ])("is not what is refused for %s", async (_what, forgery) => {
    const { kit, device } = await setUp();
    expect(await logIn(kit.client(kind), device)).toBeNull();
    expect(await logIn(kit.client(kind), device, forgery)).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("is not a security key, nor the passkey of an account that may not log in", async () => {
    const { kit, device } = await setUp({}, { passwordless: false });
    for (const credential of device.credentials) credential.isDiscoverable = true;
    expect(await logIn(kit.client(kind), device)).toEqual(incorrect);
    const eve = await kit.createUser();
    const { device: key } = await addPasskey(kit, await kit.clientOf(eve, kind));
    await kit.auth.setUserActive(eve.id, false);
    expect(await logIn(kit.client(kind), key)).toEqual({ trpc: "BAD_REQUEST", codes: ["account_inactive"] });
    await kit[Symbol.asyncDispose]();
  });

  it("is not reported without a challenge of a login, in another site's frame, or for what is no response", async () => {
    const { kit, inside, device, id } = await setUp();
    await inside.mfa.webauthn.remove.mutate({ ids: [id] });
    const client = kit.client(kind);
    expect(await logIn(client, device, { challenge: "A".repeat(43) })).toEqual(incorrect);
    expect(await logIn(client, device, { crossOrigin: true })).toEqual(incorrect);
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const response = device.get(options);
    const garbled = { ...response, rawId: "AAAA" };
    expect(await refusalOf(client.mfa.webauthn.login.mutate({ response: garbled }))).toEqual(incorrect);
    const { options: later } = await client.mfa.webauthn.beginLogin.mutate();
    kit.clock.advance(300);
    expect(await refusalOf(client.mfa.webauthn.login.mutate({ response: device.get(later) }))).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });

  it("is not told apart where another system has passkeys for the same domain", async () => {
    const { kit, inside, device, id } = await setUp({ mfa: { webauthn: { signalUnknown: false } } });
    await inside.mfa.webauthn.remove.mutate({ ids: [id] });
    expect(await logIn(kit.client(kind), device)).toEqual(incorrect);
    await kit[Symbol.asyncDispose]();
  });
});
