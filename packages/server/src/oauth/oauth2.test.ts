import { describe, expect, it } from "vitest";
import { stubFetch } from "../testing/stubFetch.ts";
import { createProviderHttp } from "./http/providerHttp.ts";
import { type OAuth2Options, oauth2 } from "./oauth2.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const TOKEN = "https://id.acme.com/token";
const ANSWER = { code: "code", codeVerifier: "verifier", redirectUri: "https://app.example/cb" };

function acme(answer: unknown, options: Partial<OAuth2Options> = {}) {
  const { fetch, requests } = stubFetch(new Map([[`POST ${TOKEN}`, answer]]));
  const provider = oauth2({
    id: "acme",
    name: "Acme",
    authorizationEndpoint: "https://id.acme.com/authorize",
    tokenEndpoint: TOKEN,
    clientId: "app",
    clientSecret: "secret",
    scopes: ["read", "mail"],
    profile: async () => ({ uid: "1", emails: [], raw: {} }),
    ...options,
  });
  return { provider, requests, http: createProviderHttp({ fetch, clock: () => NOW }) };
}

describe("an OAuth 2.0 provider", () => {
  it("sends the browser with the chosen parameters", async () => {
    const { provider, http } = acme({}, { pkce: "none", authorizationParameters: { prompt: "consent" } });
    const request = { state: "state", nonce: "nonce", codeVerifier: "verifier", redirectUri: ANSWER.redirectUri };
    const url = await provider.authorizationUrl(request, http);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "app",
      redirect_uri: ANSWER.redirectUri,
      state: "state",
      scope: "read mail",
      prompt: "consent",
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["little", {}, { refreshToken: null, idToken: null, expiresAt: null, scopes: [], extra: {} }],
    ["an end", { expires_in: 60 }, { expiresAt: new Date("2026-03-01T12:01:00Z") }],
    ["an end as text", { expires_in: "60" }, { expiresAt: new Date("2026-03-01T12:01:00Z") }],
    ["no end", { expires_in: 0 }, { expiresAt: null }],
    ["an end beyond all dates", { expires_in: 1e300 }, { expiresAt: null }],
    ["scopes", { scope: "read mail" }, { scopes: ["read", "mail"] }],
    ["scopes with commas", { scope: "read,mail" }, { scopes: ["read", "mail"] }],
    ["scopes as a list", { scope: ["read", "mail"] }, { scopes: ["read", "mail"] }],
    ["more", { user: { id: 1 }, "\0": "\ud800" }, { extra: { user: { id: 1 }, "\ufffd": "\ufffd" } }],
  ])("may return tokens with %s", async (_, said, read) => {
    const { provider, http } = acme({ access_token: "token", ...said });
    expect(await provider.exchange(ANSWER, http)).toMatchObject({ accessToken: "token", ...read });
  });

  it.each<[string, unknown]>([
    ["no token", { token_type: "Bearer" }],
    ["an empty token", { access_token: "" }],
    ["a number for a token", { access_token: 1 }],
    ["a token without end", { access_token: "x".repeat(100_000) }],
    ["nonsense for an end", { access_token: "token", expires_in: "soon" }],
    ["a list", [{ access_token: "token" }]],
  ])("is refused when it returns %s", async (_, answer) => {
    const { provider, http } = acme(answer);
    await expect(provider.exchange(ANSWER, http)).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
  });

  it("is refused when the app finds no id in its response", async () => {
    const { provider, http } = acme(
      { access_token: "token" },
      { profile: async () => ({ uid: "", emails: [], raw: {} }) },
    );
    const tokens = await provider.exchange(ANSWER, http);
    const profile = provider.profile(tokens, { nonce: null, now: NOW, extra: {} }, http);
    await expect(profile).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
    const none = provider.profile({ ...tokens, accessToken: null }, { nonce: null, now: NOW, extra: {} }, http);
    await expect(none).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
  });

  it("is refused when the app fails on its response", async () => {
    const fail = async () => {
      throw new TypeError("Cannot read properties of undefined");
    };
    const { provider, http } = acme({ access_token: "token" }, { profile: fail });
    const tokens = await provider.exchange(ANSWER, http);
    const profile = provider.profile(tokens, { nonce: null, now: NOW, extra: {} }, http);
    await expect(profile).rejects.toMatchObject({
      name: "ProviderError",
      kind: "invalid",
      cause: { name: "TypeError" },
    });
  });

  it("requires no secret of a public client, and renews its tokens", async () => {
    const { requests, http } = acme({ access_token: "token" });
    const provider = oauth2({
      id: "acme",
      name: "Acme",
      authorizationEndpoint: "https://id.acme.com/authorize",
      tokenEndpoint: TOKEN,
      clientId: "app",
      clientAuthentication: "basic",
      profile: async () => ({ uid: "1", emails: [], raw: {} }),
    });
    await provider.exchange(ANSWER, http);
    expect(Object.fromEntries(requests[0]?.form ?? [])).toEqual({
      grant_type: "authorization_code",
      code: "code",
      code_verifier: "verifier",
      client_id: "app",
      redirect_uri: ANSWER.redirectUri,
    });
    expect(await provider.refresh?.("refresh", http)).toMatchObject({ accessToken: "token", refreshToken: "refresh" });
    expect(provider.verifyToken).toBeUndefined();
  });

  it.each<[string, Partial<OAuth2Options>]>([
    ["authorizationEndpoint", { authorizationEndpoint: "http://id.acme.com/authorize" }],
    ["tokenEndpoint", { tokenEndpoint: "https://user:password@id.acme.com/token" }],
    ["clientId", { clientId: "" }],
    ["clientSecret", { clientSecret: "" }],
    ["not a valid id", { id: "../acme" }],
  ])("is refused immediately with a wrong %s", (named, options) => {
    expect(() => acme({}, options)).toThrow(named);
  });
});
