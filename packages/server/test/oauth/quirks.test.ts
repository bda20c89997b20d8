import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { createProviderHttp } from "../../src/oauth/http/providerHttp.ts";
import { apple } from "../../src/oauth/providers/apple.ts";
import { facebook } from "../../src/oauth/providers/facebook.ts";
import { github } from "../../src/oauth/providers/github.ts";
import { linear } from "../../src/oauth/providers/linear.ts";
import { microsoft } from "../../src/oauth/providers/microsoft.ts";
import { twitter } from "../../src/oauth/providers/twitter.ts";
import { workos } from "../../src/oauth/providers/workos.ts";
import type { NativeToken, ProviderTokens } from "../../src/ports/provider.ts";
import { createIdTokenIssuer } from "../../src/testing/idTokenIssuer.ts";
import { stubFetch } from "../../src/testing/stubFetch.ts";
import {
  type FixtureLogin,
  fixtureLogin,
  NOW,
  type ProviderFixture,
  REQUEST,
} from "../../src/testing/suites/fixtureLogin.ts";
import { app, appleKey, type ProviderName, providers, readFixture } from "./documented/apps.ts";

function fixture(name: ProviderName, others: Partial<ProviderFixture> = {}): ProviderFixture {
  // Written by hand in exactly this shape.
  return { ...(readFixture(name) as ProviderFixture), provider: providers[name], ...others };
}

const context = { nonce: REQUEST.nonce, now: NOW, extra: {} };
const tokensOf = (idToken: string): ProviderTokens => ({
  accessToken: null,
  refreshToken: null,
  idToken,
  expiresAt: null,
  scopes: [],
  extra: {},
});
const uidOr = (work: Promise<{ uid: string }>) =>
  work.then(
    ({ uid }) => uid,
    (error: unknown) => error,
  );
/** The user of a login with a token, or null. */
async function native({ provider, http }: FixtureLogin, token: NativeToken): Promise<string | null> {
  const made = await provider.verifyToken?.(token, { now: NOW }, http).catch(() => null);
  return made?.profile.uid ?? null;
}

describe("a provider that is to reauthenticate its user", () => {
  it.each<[ProviderName, Record<string, string>]>([
    ["google", { prompt: "select_account" }],
    ["microsoft", { prompt: "login", max_age: "0" }],
    ["facebook", { auth_type: "reauthenticate" }],
    ["dropbox", { force_reauthentication: "true" }],
    ["kakao", { prompt: "login" }],
    ["apple", {}],
    ["github", {}],
  ])("%s is asked for credentials by its own parameters, and only then", async (name, parameters) => {
    const { provider, http } = await fixtureLogin(fixture(name));
    const asked = async (reauthenticates: boolean) => {
      const { searchParams } = await provider.authorizationUrl({ ...REQUEST, reauthenticates }, http);
      return Object.fromEntries(searchParams);
    };
    const login = await asked(false);
    expect(await asked(true)).toEqual({ ...login, ...parameters });
    for (const parameter of Object.keys(parameters)) expect(login).not.toHaveProperty(parameter);
  });
});

describe("Apple", () => {
  it("gets a secret that the app signs for five minutes", async () => {
    const login = await fixtureLogin(fixture("apple"));
    await login.exchange();
    const secret = login.requests.at(-1)?.form.get("client_secret") ?? "";
    const seconds = NOW.getTime() / 1000;
    expect(decodeProtectedHeader(secret)).toEqual({ alg: "ES256", kid: "KEY" });
    expect(decodeJwt(secret)).toEqual({
      iss: "TEAM",
      sub: app.clientId,
      aud: "https://appleid.apple.com",
      iat: seconds,
      exp: seconds + 300,
    });
    const url = await login.provider.authorizationUrl(REQUEST, login.http);
    expect([login.provider.responseMode, url.searchParams.get("response_mode")]).toEqual(["form_post", "form_post"]);
  });

  it.each([undefined, "", "{", "null", "[]", '{"name":{"firstName":1}}', '{"name":"Ada"}', '{"__proto__":{"name":1}}'])(
    "works without a name in %j",
    async (user) => {
      const login = await fixtureLogin(fixture("apple", user === undefined ? { extra: {} } : { extra: { user } }));
      expect(await login.run()).not.toHaveProperty("name");
    },
  );

  it("uses no address from the form, which the browser could have written", async () => {
    const user = '{"name":{"firstName":"Eve","lastName":null},"email":"victim@example.com"}';
    const made = await (await fixtureLogin(fixture("apple", { extra: { user } }))).run();
    expect(made).toMatchObject({ name: "Eve", emails: [{ email: "k2x9f7@privaterelay.appleid.com" }] });
    expect(JSON.stringify(made)).not.toContain("victim");
  });

  it("needs a key that can sign", () => {
    const options = { clientId: "app", teamId: "TEAM", keyId: "KEY" };
    expect(() => apple({ ...options, privateKey: "no key" })).toThrow("expected privateKey");
    expect(() => apple({ ...options, privateKey: appleKey.replaceAll("\n", "\\n") })).not.toThrow();
  });
});

describe("Microsoft", () => {
  const TENANT = "11111111-2222-4333-8444-555555555555";
  const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`;

  it("accepts tokens of a tenant only from that tenant's issuer", async () => {
    const login = await fixtureLogin(fixture("microsoft"));
    const sign = (claims: Record<string, unknown>) => login.issuer.sign(login.claims(claims));
    const profile = async (claims: Record<string, unknown>) =>
      uidOr(login.provider.profile(tokensOf(await sign(claims)), context, login.http));
    expect(await profile({})).toBe("00000000-0000-0000-9b4e-71c0d5a2f836");
    for (const tid of [undefined, "22222222-2222-4333-8444-555555555555", "common", "{tenantid}", `${TENANT}/../x`, 1])
      expect(await profile({ tid })).toMatchObject({ name: "ProviderError" });
    expect(await profile({ iss: issuerOf("{tenantid}"), tid: "{tenantid}" })).toMatchObject({ name: "ProviderError" });
  });

  it("accepts only the tenant that the app chose", async () => {
    const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad";
    const at = (tenant: string) => `GET ${issuerOf(tenant)}/.well-known/openid-configuration`;
    const published = fixture("microsoft").responses?.[at("common")] as Record<string, unknown>;
    const uid = async (tenant: string, issuer: string, tid: string) => {
      const responses = { [at(tenant)]: { ...published, issuer: issuerOf(issuer) } };
      const base = fixture("microsoft", { responses, provider: () => microsoft({ ...app, tenant }) });
      const login = await fixtureLogin({ ...base, claims: { ...base.claims, tid, iss: issuerOf(tid) } });
      return uidOr(login.run());
    };
    const refused = { name: "ProviderError" };
    expect(await uid("organizations", "{tenantid}", TENANT)).toBeTypeOf("string");
    expect(await uid("organizations", "{tenantid}", consumers)).toMatchObject(refused);
    expect(await uid("consumers", consumers, consumers)).toBeTypeOf("string");
    expect(await uid("consumers", TENANT, TENANT)).toMatchObject(refused);
    expect(await uid(TENANT, TENANT, TENANT)).toBeTypeOf("string");
    expect(await uid(TENANT, consumers, consumers)).toMatchObject(refused);
    expect(await uid("acme.com", TENANT, TENANT)).toBeTypeOf("string");
    expect(await uid("acme.com", "{tenantid}", TENANT)).toMatchObject(refused);
  });
});

describe("Google", () => {
  it("names itself with or without https, and issues tokens for their server to apps", async () => {
    const login = await fixtureLogin(fixture("google"));
    const sign = (claims: Record<string, unknown>) => login.issuer.sign(login.claims(claims));
    const { uid } = fixture("google").profile;
    expect(await native(login, { idToken: await sign({ iss: "accounts.google.com" }) })).toBe(uid);
    expect(await native(login, { idToken: await sign({ azp: "the-android-app" }) })).toBe(uid);
    expect(await native(login, { idToken: await sign({ aud: "the-android-app", azp: app.clientId }) })).toBeNull();
    expect(await native(login, { idToken: await sign({ iss: "evil.accounts.google.com" }) })).toBeNull();
  });
});

describe("GitHub", () => {
  const CHECK = `POST https://api.github.com/applications/${app.clientId}/token`;
  const check = { id: 1, app: { client_id: app.clientId, name: "Demo" }, expires_at: null, user: { id: 4815162 } };
  const login = (answer: unknown) =>
    fixtureLogin(fixture("github", { responses: { ...fixture("github").responses, [CHECK]: answer } }));

  it("tells an app for whom a token was issued", async () => {
    const right = await login(check);
    expect(await native(right, { accessToken: "token" })).toBe("4815162");
    const [request] = right.requests;
    expect(request?.headers.get("authorization")).toMatch(/^Basic /);
    expect(JSON.parse(request?.body ?? "")).toEqual({ access_token: "token" });
    expect(await native(await login({ ...check, user: { id: 1 } }), { accessToken: "token" })).toBeNull();
    expect(await native(await login({ ...check, app: { client_id: "other" } }), { accessToken: "token" })).toBeNull();
    expect(await native(await login(Response.json({}, { status: 404 })), { accessToken: "token" })).toBeNull();
    expect(await native(right, { idToken: "token" })).toBeNull();
  });

  it("may withhold its list of addresses: the one in the profile is then not verified", async () => {
    const at = ["GET https://api.github.com/user/emails"] as const;
    const made = await (await fixtureLogin(fixture("github"), { at, to: Response.json({}, { status: 403 }) })).run();
    expect(made.emails).toEqual([{ email: "shown@example.com", verified: false, primary: true }]);
    const failing = await fixtureLogin(fixture("github"), { at, to: Response.json({}, { status: 502 }) });
    await expect(failing.run()).rejects.toMatchObject({ kind: "unreachable" });
  });

  it("responds to a refused code with status 200", async () => {
    const at = ["POST https://github.com/login/oauth/access_token"] as const;
    const login = await fixtureLogin(fixture("github"), { at, to: { error: "bad_verification_code" } });
    await expect(login.exchange()).rejects.toMatchObject({ kind: "refused", code: "bad_verification_code" });
    expect(github(app).verifyToken).toBeTypeOf("function");
  });
});

describe("Facebook", () => {
  const CHECK = "GET https://graph.facebook.com/v24.0/debug_token";
  const { uid } = fixture("facebook").profile;
  const data = { app_id: app.clientId, is_valid: true, user_id: uid, expires_at: 1_780_000_000, type: "USER" };
  const login = (check: unknown) =>
    fixtureLogin(fixture("facebook", { responses: { ...fixture("facebook").responses, [CHECK]: { data: check } } }));

  it("tells an app for whom a token was issued", async () => {
    const right = await login(data);
    expect(await native(right, { accessToken: "token" })).toBe(uid);
    expect(right.requests[0]?.headers.get("authorization")).toBe(`Bearer ${app.clientId}|${app.clientSecret}`);
    expect(right.requests[1]?.url.searchParams.get("appsecret_proof")).toMatch(/^[\da-f]{64}$/);
    for (const wrong of [{ app_id: "other" }, { is_valid: false }, { user_id: "2" }, { app_id: undefined }])
      expect(await native(await login({ ...data, ...wrong }), { accessToken: "token" })).toBeNull();
    expect(await native(right, {})).toBeNull();
  });

  it("issues ID tokens only by Limited Login", async () => {
    const issuer = await createIdTokenIssuer();
    const keys = "GET https://limited.facebook.com/.well-known/oauth/openid/jwks/";
    const http = createProviderHttp({ fetch: stubFetch(new Map([[keys, issuer.keys]])).fetch, clock: () => NOW });
    const seconds = NOW.getTime() / 1000;
    const claims = { iss: "https://www.facebook.com", aud: app.clientId, sub: "7", iat: seconds, exp: seconds + 60 };
    const provider = facebook(app);
    const verify = (idToken: string) => provider.verifyToken?.({ idToken }, { now: NOW }, http).catch(() => null);
    const made = await verify(await issuer.sign({ ...claims, email: "ada@example.com", email_verified: true }));
    expect(made?.profile).toMatchObject({ uid: "7", emails: [{ email: "ada@example.com", verified: false }] });
    expect(await verify(await issuer.sign({ ...claims, iss: "https://evil.example" }))).toBeNull();
    expect(await verify(await issuer.sign({ ...claims, aud: "other" }))).toBeNull();
    for (const [, forged] of await issuer.forgeries(claims)) expect(await verify(forged)).toBeNull();
  });
});

describe("LINE", () => {
  const VERIFY = "POST https://api.line.me/oauth2/v2.1/verify";

  it.each<[string, unknown]>([
    ["aud", "other"],
    ["iss", "https://evil.example"],
    ["exp", NOW.getTime() / 1000],
    ["exp", undefined],
    ["nonce", "foreign"],
    ["nonce", undefined],
  ])("is not trusted when it responds with %s %j", async (claim, to) => {
    const login = await fixtureLogin(fixture("line"), { at: [VERIFY, claim], to });
    await expect(login.run()).rejects.toMatchObject({ name: "ProviderError" });
    expect(await native(login, { idToken: "the.id.token", nonce: REQUEST.nonce })).toBeNull();
  });

  it("verifies tokens for apps, which work once", async () => {
    const { provider, http, requests } = await fixtureLogin(fixture("line"));
    const made = await provider.verifyToken?.({ idToken: "the.id.token" }, { now: NOW }, http);
    expect(made).toMatchObject({
      profile: { uid: fixture("line").profile.uid },
      expiresAt: new Date(1_772_370_060_000),
    });
    expect(made?.replayKey).toMatch(/^[\w-]{43}$/);
    expect(Object.fromEntries(requests[0]?.form ?? [])).toEqual({ id_token: "the.id.token", client_id: app.clientId });
    const url = await provider.authorizationUrl(REQUEST, http);
    expect(url.searchParams.get("nonce")).toBe(REQUEST.nonce);
  });
});

describe("single providers", () => {
  it("VK gets the device back that its response named", async () => {
    const login = await fixtureLogin(fixture("vk"));
    await login.exchange();
    expect(login.requests[0]?.form.get("device_id")).toBe("the-device");
    const without = await fixtureLogin(fixture("vk", { extra: {} }));
    await expect(without.exchange()).rejects.toMatchObject({ name: "ProviderError" });
  });

  it("X is asked for an address only with its scope, and returns none without", async () => {
    const answer = { data: { id: "1", username: "ada", name: "Ada" } };
    const responses = { "GET https://api.x.com/2/users/me": answer };
    const login = await fixtureLogin(fixture("twitter", { responses, provider: () => twitter(app) }));
    expect(await login.run()).toMatchObject({ uid: "1", emails: [] });
    expect(login.requests.at(-1)?.url.search).toBe("");
  });

  it("LinkedIn and Synology may leave the nonce out, and no other may", async () => {
    for (const [name, isAllowed] of [
      ["linkedin", true],
      ["synology", true],
      ["google", false],
    ] as const) {
      const login = await fixtureLogin(fixture(name));
      const idToken = await login.issuer.sign(login.claims({ nonce: undefined }));
      const made = await uidOr(login.provider.profile(tokensOf(idToken), context, login.http));
      expect([name, made === fixture(name).profile.uid]).toEqual([name, isAllowed]);
    }
  });

  it("WorkOS must be given whose single sign-on it is", () => {
    expect(() => workos(app)).toThrow("expected one of");
    expect(() => workos({ ...app, connection: "conn_1", organization: "org_1" })).toThrow("expected one of");
  });

  it("Spotify identifies users by the id of their account, never by the one that may change", async () => {
    const at = ["GET https://api.spotify.com/v1/me"] as const;
    const profile = { account_id: "Zq4wXr9BSL", id: "ada" };
    const renamed = await fixtureLogin(fixture("spotify"), { at, to: { ...profile, id: "ada.king" } });
    expect((await renamed.run()).uid).toBe(profile.account_id);
    const without = await fixtureLogin(fixture("spotify"), { at, to: { id: profile.account_id } });
    await expect(without.run()).rejects.toMatchObject({ name: "ProviderError" });
  });

  it("Yandex gets the access token in its own scheme", async () => {
    const login = await fixtureLogin(fixture("yandex"));
    await login.run();
    expect(login.requests.at(-1)?.headers.get("authorization")).toBe("OAuth the-access-token");
  });

  it("Linear gets scopes separated by commas", async () => {
    const { http } = await fixtureLogin(fixture("linear"));
    const url = await linear({ ...app, scopes: ["read", "write"] }).authorizationUrl(REQUEST, http);
    expect(url.searchParams.get("scope")).toBe("read,write");
  });

  it("Tumblr returns false where there is no ID token", async () => {
    const { tokens } = fixture("tumblr");
    expect(tokens.id_token).toBe(false);
    expect(await (await fixtureLogin(fixture("tumblr"))).exchange()).toMatchObject({ idToken: null });
  });

  it("Notion renews its tokens as the app to which it issued them", async () => {
    const login = await fixtureLogin(fixture("notion"));
    const renewed = await login.provider.refresh?.("refresh", login.http);
    expect(renewed).toMatchObject({ accessToken: "the-access-token", refreshToken: "the-refresh-token" });
    expect(login.requests[0]?.headers.get("authorization")).toMatch(/^Basic /);
    expect(login.requests[0]?.form.get("grant_type")).toBe("refresh_token");
  });

  it("start.gg and Withings get their additional parameters with a refresh token", async () => {
    for (const [name, endpoint, field] of [
      ["startgg", "POST https://api.start.gg/oauth/refresh", "scope"],
      ["withings", "POST https://wbsapi.withings.net/v2/oauth2", "action"],
    ] as const) {
      const login = await fixtureLogin(fixture(name, { responses: { [endpoint]: fixture(name).tokens } }));
      await login.provider.refresh?.("refresh", login.http);
      expect(login.requests[0]?.form.has(field)).toBe(true);
    }
  });
});
