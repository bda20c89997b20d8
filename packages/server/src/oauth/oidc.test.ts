import { describe, expect, it } from "vitest";
import type { ProviderTokens } from "../ports/provider.ts";
import { createIdTokenIssuer } from "../testing/idTokenIssuer.ts";
import { type StubAnswers, stubFetch } from "../testing/stubFetch.ts";
import { createProviderHttp } from "./http/providerHttp.ts";
import { oidc } from "./oidc.ts";
import type { OidcOptions } from "./oidcClient.ts";

const ISSUER = "https://id.acme.com";
const START = new Date("2026-03-01T12:00:00Z");
const REQUEST = { state: "state", nonce: "nonce", codeVerifier: "verifier", redirectUri: "https://app.example/cb" };
const ANSWER = { code: "code", codeVerifier: "verifier", redirectUri: REQUEST.redirectUri };
const CONFIGURATION = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize?tenant=1`,
  token_endpoint: `${ISSUER}/token`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  jwks_uri: `${ISSUER}/keys`,
};
const seconds = START.getTime() / 1000;
const CLAIMS = { iss: ISSUER, aud: "app", sub: "1", iat: seconds, exp: seconds + 300, nonce: "nonce" };
const [issuer, successor] = await Promise.all([createIdTokenIssuer(), createIdTokenIssuer()]);

/** A provider with these responses, besides its configuration and keys; `at` sets the clock. */
function provider(answers: Record<string, unknown> = {}, options: Partial<OidcOptions> = {}) {
  const usual = {
    [`GET ${ISSUER}/.well-known/openid-configuration`]: CONFIGURATION,
    [`GET ${ISSUER}/keys`]: issuer.keys,
  };
  const map = new Map<string, unknown>(Object.entries({ ...usual, ...answers }));
  const { fetch, requests } = stubFetch(map satisfies StubAnswers);
  const clock = { now: START };
  const http = createProviderHttp({ fetch, clock: () => clock.now });
  const made = oidc({ id: "acme", name: "Acme", issuer: ISSUER, clientId: "app", clientSecret: "secret", ...options });
  const asked = (path: string) => requests.filter(({ name }) => name === `GET ${ISSUER}${path}`).length;
  const profile = (tokens: Partial<ProviderTokens>, nonce: string | null = "nonce") =>
    made.profile({ ...NO_TOKENS, ...tokens }, { nonce, now: clock.now, extra: {} }, http);
  return { provider: made, http, requests, clock, map, asked, profile };
}

const NO_TOKENS: ProviderTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  expiresAt: null,
  scopes: [],
  extra: {},
};

describe("an OpenID provider", () => {
  it("sends the browser to its published endpoint, keeping its parameters", async () => {
    const { provider: acme, http } = provider({}, { authorizationParameters: { prompt: "login" } });
    const url = await acme.authorizationUrl(REQUEST, http);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: "1",
      response_type: "code",
      client_id: "app",
      redirect_uri: REQUEST.redirectUri,
      scope: "openid profile email",
      state: "state",
      nonce: "nonce",
      prompt: "login",
      code_challenge_method: "S256",
      code_challenge: "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ",
    });
  });

  const PRIVATE = ["10.0.0.1", "172.31.0.1", "192.168.1.1", "127.0.0.1", "127.1", "0x7f000001", "0.0.0.0", "localhost"];
  const OTHERS = ["id.localhost", "localhost.", "169.254.169.254", "100.64.0.1", "[::1]", "[::]", "[fd00::1]"];
  const MAPPED = ["[fe80::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]"];
  it.each([...PRIVATE, ...OTHERS, ...MAPPED])("must not direct this server to %s", async (host) => {
    const names = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] as const;
    for (const name of names) {
      const configuration = { ...CONFIGURATION, [name]: `https://${host}/x` };
      const { provider: acme, http } = provider({ [`GET ${ISSUER}/.well-known/openid-configuration`]: configuration });
      await expect(acme.authorizationUrl(REQUEST, http)).rejects.toMatchObject({ kind: "invalid" });
    }
  });

  it("may itself be in a private network, and otherwise on the internet", async () => {
    const at = async (issuer: string, token_endpoint: string) => {
      const own = { issuer, authorization_endpoint: `${issuer}/a`, token_endpoint, jwks_uri: `${issuer}/k` };
      const answers = { [`GET ${issuer}/.well-known/openid-configuration`]: own };
      const { provider: acme, http } = provider(answers, { issuer });
      return acme.authorizationUrl(REQUEST, http);
    };
    for (const host of ["oauth2.googleapis.com", "8.8.8.8", "127.evil.example", "[2a00:1450::1]"])
      await expect(at(ISSUER, `https://${host}/token`)).resolves.toBeInstanceOf(URL);
    await expect(at("https://10.0.0.5", "https://10.0.0.5:8443/token")).resolves.toBeInstanceOf(URL);
    await expect(at("http://localhost:4000", "http://127.0.0.1:4001/token")).resolves.toBeInstanceOf(URL);
    await expect(at("https://10.0.0.5", "https://10.0.0.6/token")).rejects.toMatchObject({ kind: "invalid" });
  });

  it("is looked up once an hour, even for simultaneous calls, and again after a failure", async () => {
    const { provider: acme, http, clock, asked } = provider();
    await Promise.all([1, 2, 3].map(() => acme.authorizationUrl(REQUEST, http)));
    clock.now = new Date(START.getTime() + 3_599_000);
    await acme.authorizationUrl(REQUEST, http);
    expect(asked("/.well-known/openid-configuration")).toBe(1);
    clock.now = new Date(START.getTime() + 3_600_000);
    await acme.authorizationUrl(REQUEST, http);
    expect(asked("/.well-known/openid-configuration")).toBe(2);

    const down = provider({ [`GET ${ISSUER}/.well-known/openid-configuration`]: new Response("", { status: 503 }) });
    await expect(down.provider.authorizationUrl(REQUEST, down.http)).rejects.toMatchObject({ kind: "unreachable" });
    down.map.set(`GET ${ISSUER}/.well-known/openid-configuration`, CONFIGURATION);
    await expect(down.provider.authorizationUrl(REQUEST, down.http)).resolves.toBeInstanceOf(URL);
  });

  it("accepts a new key immediately, but looks up unknown ones no more than once a minute", async () => {
    const { clock, map, asked, profile } = provider();
    await profile({ idToken: await issuer.sign(CLAIMS) });
    const renewed = await successor.sign(CLAIMS, { kid: "key-2" });
    await expect(profile({ idToken: renewed })).rejects.toMatchObject({ kind: "invalid" });
    expect(asked("/keys")).toBe(1);
    clock.now = new Date(START.getTime() + 60_000);
    const [key] = successor.keys.keys as [object];
    map.set(`GET ${ISSUER}/keys`, { keys: [...issuer.keys.keys, { ...key, kid: "key-2" }] });
    expect(await profile({ idToken: renewed })).toMatchObject({ uid: "1" });
    for (let round = 0; round < 5; round += 1)
      await expect(profile({ idToken: await successor.sign(CLAIMS, { kid: "key-3" }) })).rejects.toThrow();
    expect(asked("/keys")).toBe(2);
  });

  it.each<[string, Record<string, unknown>]>([
    ["another issuer", { issuer: "https://other.example" }],
    ["a script to go to", { authorization_endpoint: "javascript:alert(1)" }],
    ["an endpoint without encryption", { authorization_endpoint: "http://id.acme.com/authorize" }],
    ["no endpoint", { token_endpoint: undefined }],
    ["a number for an endpoint", { jwks_uri: 1 }],
  ])("is refused when it publishes %s", async (_, change) => {
    const path = `GET ${ISSUER}/.well-known/openid-configuration`;
    const { provider: acme, http } = provider({ [path]: { ...CONFIGURATION, ...change } });
    await expect(acme.authorizationUrl(REQUEST, http)).rejects.toMatchObject({
      name: "ProviderError",
      kind: "invalid",
    });
  });

  it("must name itself in its response when it promises to, and must not name another (RFC 9207)", async () => {
    const tokens = { [`POST ${ISSUER}/token`]: { access_token: "token", id_token: "x.y.z" } };
    const path = `GET ${ISSUER}/.well-known/openid-configuration`;
    const promise = { ...CONFIGURATION, authorization_response_iss_parameter_supported: true };
    const silent = provider(tokens);
    const naming = provider({ ...tokens, [path]: promise });
    const exchange = ({ provider: acme, http }: typeof silent, iss: string | null | undefined) =>
      acme.exchange({ ...ANSWER, iss }, http).then(
        () => true,
        () => false,
      );
    const tried = [undefined, null, ISSUER, `${ISSUER}/`, "https://other.example"];
    expect(await Promise.all(tried.map((iss) => exchange(silent, iss)))).toEqual([true, true, true, false, false]);
    expect(await Promise.all(tried.map((iss) => exchange(naming, iss)))).toEqual([true, false, true, false, false]);
  });

  it("gets the secret as it requires, in the form or in a header", async () => {
    const path = `GET ${ISSUER}/.well-known/openid-configuration`;
    const sent = async (methods: string[] | undefined, options: Partial<OidcOptions> = {}) => {
      const configuration = { ...CONFIGURATION, token_endpoint_auth_methods_supported: methods };
      const answer = { access_token: "token", id_token: "x.y.z" };
      const acme = provider({ [path]: configuration, [`POST ${ISSUER}/token`]: answer }, options);
      await acme.provider.exchange(ANSWER, acme.http);
      const request = acme.requests.at(-1);
      return [request?.headers.get("authorization") ?? null, request?.form.get("client_secret")];
    };
    const header = `Basic ${Buffer.from("app:secret").toString("base64")}`;
    expect(await sent(undefined)).toEqual([header, null]);
    expect(await sent(["client_secret_basic"])).toEqual([header, null]);
    expect(await sent(["client_secret_basic", "client_secret_post"])).toEqual([null, "secret"]);
    expect(await sent(["client_secret_post"], { clientAuthentication: "basic" })).toEqual([header, null]);
  });

  it("is called for the address where the ID token has none, and its response must be for the same user", async () => {
    const info = { sub: "1", email: "ada@example.com", email_verified: true };
    const tokens = { accessToken: "token", idToken: await issuer.sign(CLAIMS) };
    const asked = provider({ [`GET ${ISSUER}/userinfo`]: info });
    expect(await asked.profile(tokens)).toMatchObject({
      emails: [{ email: "ada@example.com", verified: true, primary: true }],
      raw: info,
    });
    const other = provider({ [`GET ${ISSUER}/userinfo`]: { ...info, sub: "2" } });
    await expect(other.profile(tokens)).rejects.toMatchObject({ kind: "invalid" });
    const unasked = provider({}, { scopes: ["openid"] });
    expect(await unasked.profile(tokens)).toMatchObject({ uid: "1", emails: [] });
  });

  it("is not trusted with a signature that others can make, whatever algorithms it publishes", async () => {
    const path = `GET ${ISSUER}/.well-known/openid-configuration`;
    const algorithms = ["none", "HS256", "RS256"];
    const { profile } = provider({ [path]: { ...CONFIGURATION, id_token_signing_alg_values_supported: algorithms } });
    for (const [what, idToken] of await issuer.forgeries(CLAIMS))
      await expect(profile({ idToken }), what).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
    expect(await profile({ idToken: await issuer.sign(CLAIMS) })).toMatchObject({ uid: "1" });
    const other = provider({ [path]: { ...CONFIGURATION, id_token_signing_alg_values_supported: ["ES256"] } });
    await expect(other.profile({ idToken: await issuer.sign(CLAIMS) })).rejects.toMatchObject({ kind: "invalid" });
  });

  it("issues ID tokens that are valid by the request's clock, and a minute longer", async () => {
    const { clock, profile } = provider();
    const idToken = await issuer.sign(CLAIMS);
    clock.now = new Date(START.getTime() + 355_000);
    expect(await profile({ idToken })).toMatchObject({ uid: "1" });
    clock.now = new Date(START.getTime() + 365_000);
    await expect(profile({ idToken })).rejects.toMatchObject({ kind: "invalid" });
    clock.now = new Date(START.getTime() - 65_000);
    await expect(profile({ idToken })).rejects.toMatchObject({ kind: "invalid" });
  });

  it("includes neither tokens nor claims in a refusal", async () => {
    const { profile } = provider();
    const idToken = await issuer.sign({ ...CLAIMS, aud: "another-app", email: "ada@example.com" });
    const error = await profile({ idToken }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: "the ID token is refused: OAUTH_JWT_CLAIM_COMPARISON_FAILED" });
    expect(error).not.toHaveProperty("cause");
  });

  it("renews tokens and keeps the refresh token that it did not replace", async () => {
    const {
      provider: acme,
      http,
      requests,
    } = provider({ [`POST ${ISSUER}/token`]: { access_token: "new", expires_in: 60 } });
    const tokens = await acme.refresh?.("refresh", http);
    expect(tokens).toMatchObject({
      accessToken: "new",
      refreshToken: "refresh",
      expiresAt: new Date(START.getTime() + 60_000),
    });
    expect(Object.fromEntries(requests.at(-1)?.form ?? [])).toMatchObject({ grant_type: "refresh_token" });
  });

  it("accepts tokens of an app's siblings when they are named, and nonces plain or hashed", async () => {
    const { provider: acme, http } = provider({}, { clientIds: ["app-ios"], scopes: ["openid"] });
    const hashed = "78377b525757b494427f89014f97d79928f3938d14eb51e20fb5dec9834eb304";
    const login = async (claims: Record<string, unknown>, nonce?: string) =>
      acme.verifyToken?.({ idToken: await issuer.sign({ ...CLAIMS, ...claims }), nonce }, { now: START }, http).then(
        ({ profile }) => profile.uid,
        () => null,
      );
    expect(await login({ aud: "app-ios" }, "nonce")).toBe("1");
    expect(await login({ nonce: hashed }, "nonce")).toBe("1");
    expect(await login({ aud: "app-android" })).toBeNull();
    expect(await login({ aud: ["app", "app-ios"], azp: "app-ios" })).toBe("1");
    expect(await login({ nonce: undefined }, "nonce")).toBeNull();
    expect(await login({ azp: "stranger" })).toBeNull();
  });

  it("is refused with a ProviderError if a response contains no ID token", async () => {
    const { profile } = provider();
    await expect(profile({ accessToken: "token" })).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
    await expect(profile({ idToken: "nonsense" })).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
    await expect(profile({ idToken: "x".repeat(100_000) })).rejects.toMatchObject({ kind: "invalid" });
  });
});

describe("options of an OpenID provider", () => {
  it.each<[string, Partial<OidcOptions>]>([
    ["issuer", { issuer: "http://id.acme.com" }],
    ["issuer", { issuer: "" }],
    ["clientId", { clientId: "" }],
    ["clientSecret", { clientSecret: " " }],
    ["not a valid id", { id: "a b" }],
  ])("are refused immediately, by name: %s", (named, options) => {
    expect(() => provider({}, options)).toThrow(named);
  });
});
