import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { type AuthenticationRequirement, jwt } from "../../src/index.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { createTestKit } from "../support/kit.ts";
import { addPasskey } from "../support/passkeys.ts";
import { callRequiring } from "../support/requirements.ts";

const asking = (...flows: object[]) => ({
  trpc: "UNAUTHORIZED",
  codes: ["reauthentication_required"],
  flows: flows.map((flow) => ({ isPending: false, ...flow })),
});
const password = { id: "reauthenticate" };
const factors = (...types: string[]) => ({ id: "mfa_reauthenticate", types });
const lacking = (...types: string[]) => ({
  trpc: "FORBIDDEN",
  codes: ["second_factor_required"],
  flows: [{ id: "mfa_enroll", isPending: false, types }],
});

async function loggedIn(kind: ClientKind, options: TestKitOptions<NoFields> = {}, user: { totp?: boolean } = {}) {
  const kit = await createTestKit({ rateLimits: false, ...options });
  const ada = await kit.createUser(user);
  const client = kit.client(kind);
  let state = await client.account.login.mutate({ email: ada.email, password: ada.password });
  if (state.status === "pending") state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
  const levelOf = async () => {
    const now = await client.session.get.query();
    return now.status === "authenticated" ? now.session.level : null;
  };
  const stepUp = async () => {
    kit.clock.advance(30);
    return client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) });
  };
  return { kit, ada, client, state, levelOf, stepUp };
}

describe.each(["browser", "app"] as const)("auth.requires, %s client", (kind) => {
  it("asks for the second factor, not for the password again, and level 2 is not met by one factor", async () => {
    const { kit, client, state, levelOf, ada, stepUp } = await loggedIn(kind, { mfa: { trust: true } });
    expect(state).toMatchObject({ session: { level: 1 } });
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(lacking("totp", "webauthn"));
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(asking(factors("totp")));
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(asking(factors("totp")));
    expect(await levelOf()).toBe(1);
    expect(await stepUp()).toMatchObject({ session: { level: 2 } });
    expect(await callRequiring(kit, client, { level: 2, within: 300 })).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("asks again once the second factor is older than `within`, however recent the password is", async () => {
    const { kit, client, ada, stepUp } = await loggedIn(kind, {}, { totp: true });
    const strict = { level: 2, within: 300 } as const;
    expect(await callRequiring(kit, client, strict)).toBeNull();
    kit.clock.advance(300);
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await callRequiring(kit, client, strict)).toEqual(asking(factors("totp")));
    expect(await callRequiring(kit, client, { level: 2 })).toBeNull();
    await stepUp();
    expect(await callRequiring(kit, client, strict)).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("falls back to level 1 after `levelLifetime`, but not the level of the login", async () => {
    const account = { reauthentication: { levelLifetime: 600 } };
    const byLogin = await loggedIn(kind, { account }, { totp: true });
    byLogin.kit.clock.advance(86_400);
    expect(await byLogin.levelOf()).toBe(2);
    expect(await byLogin.client.session.get.query()).not.toHaveProperty("session.levelExpiresAt");
    await byLogin.kit[Symbol.asyncDispose]();
    const { kit, client, ada, stepUp, levelOf } = await loggedIn(kind, { account });
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const state = await stepUp();
    const end = new Date(kit.clock.now().getTime() + 600_000);
    expect(state).toMatchObject({ session: { level: 2, levelExpiresAt: end.toISOString() } });
    kit.clock.advance(599);
    expect([await levelOf(), await callRequiring(kit, client, { level: 2 })]).toEqual([2, null]);
    kit.clock.advance(1);
    expect([await levelOf(), await callRequiring(kit, client, { level: 2 })]).toEqual([1, asking(factors("totp"))]);
    await kit[Symbol.asyncDispose]();
  });

  it("accepts only the methods that it names", async () => {
    const { kit, client, ada, stepUp } = await loggedIn(kind, {}, { totp: true });
    const byKey = { level: 2, within: 300, methods: ["webauthn"] } as const;
    expect(await callRequiring(kit, client, byKey)).toEqual(lacking("webauthn"));
    const { device } = await addPasskey(kit, client);
    await stepUp();
    expect(await callRequiring(kit, client, byKey)).toEqual(asking(factors("webauthn")));
    const { options } = await client.mfa.webauthn.beginReauthentication.mutate();
    await client.mfa.webauthn.reauthenticate.mutate({ response: device.get(options) });
    expect(await callRequiring(kit, client, byKey)).toBeNull();
    kit.clock.advance(300);
    expect(await callRequiring(kit, client, { methods: ["password"], within: 300 })).toEqual(asking(password));
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await callRequiring(kit, client, { methods: ["password"], within: 300 })).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("counts a session that the app created as nothing proved: it takes both factors, in either order", async () => {
    const { kit, ada } = await loggedIn(kind, {}, { totp: true });
    const client = kit.client(kind);
    const token = (await kit.auth.createSessionToken(ada.id, { client: kind })) ?? "";
    if (kind === "app") client.tokens.sessionToken = token;
    else client.jar.cookies.set("latchkey.session", token);
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(asking(factors("totp")));
    kit.clock.advance(30);
    await client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) });
    expect(await callRequiring(kit, client, { level: 2 })).toEqual(asking(password));
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await callRequiring(kit, client, { level: 2 })).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("counts a passkey that verified its user as two factors, and a security key as one", async () => {
    const { kit, ada, client } = await loggedIn(kind);
    const { device } = await addPasskey(kit, client);
    const bare = kit.client(kind);
    const token = (await kit.auth.createSessionToken(ada.id, { client: kind })) ?? "";
    if (kind === "app") bare.tokens.sessionToken = token;
    else bare.jar.cookies.set("latchkey.session", token);
    const sign = async (isUserVerified: boolean) => {
      const { options } = await bare.mfa.webauthn.beginReauthentication.mutate();
      return bare.mfa.webauthn.reauthenticate.mutate({ response: device.get(options, { isUserVerified }) });
    };
    expect(await sign(false)).toMatchObject({ session: { level: 1 } });
    expect(await sign(true)).toMatchObject({ session: { level: 2 } });
    await kit[Symbol.asyncDispose]();
  });

  it("refuses who is not logged in, and keeps the login's level through many reauthentications", async () => {
    const { kit, client, ada, levelOf } = await loggedIn(kind, {}, { totp: true });
    expect(await callRequiring(kit, kit.client(kind), { level: 2 })).toMatchObject({ codes: ["not_authenticated"] });
    for (let count = 0; count < 25; count += 1) await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await levelOf()).toBe(2);
    await kit[Symbol.asyncDispose]();
  });

  it("with level 1, asks for whatever was not given recently", async () => {
    const { kit, client, ada } = await loggedIn(kind);
    expect(await callRequiring(kit, client, { within: 60 })).toBeNull();
    kit.clock.advance(60);
    expect(await callRequiring(kit, client, { within: 60 })).toEqual(asking(password));
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await callRequiring(kit, client, { within: 60 })).toBeNull();
    await kit[Symbol.asyncDispose]();
  });
});

describe("auth.requires", () => {
  it.each<[AuthenticationRequirement, RegExp]>([
    [{ level: 2, methods: ["password"] }, /level 2 needs a second factor, but methods has only password/],
    [{ methods: ["webauthn"] }, /methods has "webauthn", which is not in mfa\.types/],
    [{ within: 0 }, /within/],
    [{ methods: [] }, /methods/],
  ])("refuses %j, which nobody could meet", async (requirement, words) => {
    await using kit = await createTestKit({ mfa: { types: ["totp"] } });
    expect(() => kit.auth.requires(requirement)).toThrow(words);
  });
});

describe("an access token", () => {
  it("states the level, and does not outlive it", async () => {
    const account = { reauthentication: { levelLifetime: 120 } };
    const tokens = jwt({ accessTokenLifetime: 600 });
    const { kit, client, ada, stepUp } = await loggedIn("app", { account, session: { tokens } });
    const claims = () => decodeJwt(client.tokens.accessToken ?? "");
    expect(claims()).toMatchObject({ acr: "aal1", amr: ["pwd"] });
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    await stepUp();
    const { iat = 0, exp = 0, ...stepped } = claims();
    expect(stepped).toMatchObject({ acr: "aal2", amr: ["pwd", "otp", "mfa"] });
    expect(exp - iat).toBe(120);
    kit.clock.advance(120);
    await client.session.refresh.mutate({ refreshToken: client.tokens.refreshToken ?? "" });
    const later = claims();
    expect(later).toMatchObject({ acr: "aal1", amr: ["pwd"] });
    expect((later.exp ?? 0) - (later.iat ?? 0)).toBe(600);
    await kit[Symbol.asyncDispose]();
  });
});
