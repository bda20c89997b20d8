import { createProviderHttp } from "../../oauth/http/providerHttp.ts";
import type { Provider, ProviderHttp, ProviderProfile, ProviderTokens } from "../../ports/provider.ts";
import { createIdTokenIssuer, type IdTokenIssuer } from "../idTokenIssuer.ts";
import { type StubRequest, stubFetch } from "../stubFetch.ts";

/** The location of a value: `tokens`, `claims` or an endpoint such as `GET https://…`, and the path below it. */
export type FixturePath = readonly [string, ...string[]];

/** What a page documents, in whole or in part: the endpoints, the token endpoint's response, the profile. */
export type FixturePart = "endpoints" | "tokens" | "profile";

/** A page that was read for a fixture. */
export interface FixtureSource {
  url: string;
  /** The day (ISO 8601) on which it was read. */
  date: string;
  shows: readonly FixturePart[];
  /** The author of the page: the provider [this], or others who document what the provider returns. */
  by?: "others";
}

/** A provider, and its responses to a user who logs in: written from its documentation, or recorded from it. */
export interface ProviderFixture {
  /** A new one at each call, without state. */
  provider(): Provider;
  /** The pages that were read for it; parts that none of them documents are unverified. */
  sources?: readonly FixtureSource[];
  tokenEndpoint: string;
  /** The token endpoint's response, without the ID token. */
  tokens: Record<string, unknown>;
  /** The other endpoints' responses, by `GET https://…` without the query. */
  responses?: Record<string, unknown>;
  /** The claims of the ID token about the user; the suite adds the others and signs. */
  claims?: Record<string, unknown>;
  /** Other parameters of the redirect. */
  extra?: Record<string, string>;
  pkce: "S256" | "plain" | null;
  /** The expected result; when the user authenticated is expected from the claims. */
  profile: Omit<ProviderProfile, "raw" | "authenticatedAt">;
  uidAt: FixturePath;
  /** Where it states that an address is verified; absent when it never does. */
  verifiedAt?: FixturePath;
  /** The values that mean yes there [true and the text "true"]. */
  meansVerified?: readonly unknown[];
}

/** Changes a fixture: one value, or, without a path, a whole response. */
export interface Change {
  at: FixturePath;
  /** Undefined removes it. */
  to: unknown;
}

export const NOW = new Date("2026-03-01T12:00:00Z");
export const CODE = "the-authorization-code";
export const REQUEST = {
  state: "the-state",
  nonce: "the-nonce",
  codeVerifier: "the-code-verifier-of-at-least-forty-three-characters",
  redirectUri: "https://app.example/auth/callback",
};

/** A login at a provider that responds as its fixture states. */
export interface FixtureLogin {
  provider: Provider;
  http: ProviderHttp;
  requests: StubRequest[];
  issuer: IdTokenIssuer;
  /** All claims of the ID token, with these instead of the usual ones. */
  claims(others?: Record<string, unknown>): Record<string, unknown>;
  exchange(): Promise<ProviderTokens>;
  profile(tokens: ProviderTokens): Promise<ProviderProfile>;
  /** Both, one after the other. */
  run(): Promise<ProviderProfile>;
}

export async function fixtureLogin(fixture: ProviderFixture, change?: Change): Promise<FixtureLogin> {
  const provider = fixture.provider();
  const issuer = await sharedIssuer();
  const parts = changed(fixture, change);
  const published = publishedIssuer(fixture);
  const seconds = NOW.getTime() / 1000;
  const claims = (others: Record<string, unknown> = {}) => ({
    iss: published,
    aud: provider.clientId,
    iat: seconds - 5,
    exp: seconds + 300,
    nonce: REQUEST.nonce,
    ...parts.claims,
    ...others,
  });
  const idToken = fixture.claims === undefined ? {} : { id_token: await issuer.sign(claims()) };
  const tokens = parts.answers.get(`POST ${fixture.tokenEndpoint}`) ?? { ...parts.tokens, ...idToken };
  const answers = new Map([...keysOf(fixture, issuer), ...parts.answers, [`POST ${fixture.tokenEndpoint}`, tokens]]);
  const { fetch, requests } = stubFetch(answers);
  const http = createProviderHttp({ fetch, clock: () => NOW });
  const { codeVerifier, redirectUri, nonce } = REQUEST;
  const extra = fixture.extra ?? {};
  const exchange = () => provider.exchange({ code: CODE, codeVerifier, redirectUri, extra }, http);
  const profile = (given: ProviderTokens) => provider.profile(given, { nonce, now: NOW, extra }, http);
  return {
    provider,
    http,
    requests,
    issuer,
    claims,
    exchange,
    profile,
    run: async () => profile(await exchange()),
  };
}

/** Generating keys takes longer than everything else. */
let issuer: Promise<IdTokenIssuer> | undefined;
function sharedIssuer(): Promise<IdTokenIssuer> {
  issuer ??= createIdTokenIssuer();
  return issuer;
}

function changed({ tokens, claims = {}, responses = {} }: ProviderFixture, change: Change | undefined) {
  const all: Record<string, unknown> = structuredClone({ tokens, claims, ...responses });
  if (change !== undefined && change.at.length > 1) put(all, change);
  const { tokens: madeTokens, claims: madeClaims, ...others } = all;
  const answers = new Map<string, unknown>(Object.entries(others));
  const [name] = change?.at ?? [""];
  if (change?.at.length === 1) answers.set(name, change.to);
  return { tokens: asRecord(madeTokens), claims: asRecord(madeClaims), answers };
}

function put(all: Record<string, unknown>, { at, to }: Change): void {
  const last = at.at(-1) ?? "";
  const holder = at.slice(0, -1).reduce((value, key) => asRecord(Reflect.get(value, key)), all);
  if (to === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, to);
}

function asRecord(value: unknown): Record<string, unknown> {
  // Arrays are records by their indices.
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new Error("the path leads nowhere in the fixture");
}

function configurationOf({ responses = {} }: ProviderFixture): Record<string, unknown> | null {
  const name = Object.keys(responses).find((key) => key.endsWith("/.well-known/openid-configuration"));
  return name === undefined ? null : asRecord(responses[name]);
}

function publishedIssuer(fixture: ProviderFixture): unknown {
  return configurationOf(fixture)?.issuer;
}

function keysOf(fixture: ProviderFixture, { keys }: IdTokenIssuer): [string, unknown][] {
  const url = configurationOf(fixture)?.jwks_uri;
  return typeof url === "string" ? [[`GET ${url}`, keys]] : [];
}
