import { createProviderHttp } from "../../oauth/http/providerHttp.ts";
import type { Provider, ProviderHttp, ProviderProfile, ProviderTokens } from "../../ports/provider.ts";
import { createIdTokenIssuer, type IdTokenIssuer } from "../idTokenIssuer.ts";
import { type StubRequest, stubFetch } from "../stubFetch.ts";

/** Where something stands: `tokens`, `claims` or an endpoint such as `GET https://…`, and the way down from there. */
export type FixturePath = readonly [string, ...string[]];

/** What a page shows, in whole or in part: where the endpoints are, what the token endpoint answers, what a profile holds. */
export type FixturePart = "endpoints" | "tokens" | "profile";

/** A page that was read for a fixture. */
export interface FixtureSource {
  url: string;
  /** The day (ISO 8601) on which it was read. */
  date: string;
  shows: readonly FixturePart[];
  /** Whose page it is: the provider's own [this], or somebody's who repeats what the provider answers. */
  by?: "others";
}

/** A provider, and what it answers to somebody who logs in: written from its documentation, or recorded from it. */
export interface ProviderFixture {
  /** A new one at each call, which remembers nothing. */
  provider(): Provider;
  /** The pages that were read for it; of what none of them shows, nobody has seen the documentation. */
  sources?: readonly FixtureSource[];
  tokenEndpoint: string;
  /** What the token endpoint answers, without the ID token. */
  tokens: Record<string, unknown>;
  /** What the other endpoints answer, by `GET https://…` without the query. */
  responses?: Record<string, unknown>;
  /** Those of the ID token that concern the person; the suite adds the others and signs. */
  claims?: Record<string, unknown>;
  /** What else came with the redirect. */
  extra?: Record<string, string>;
  pkce: "S256" | "plain" | null;
  /** What is to come of it. */
  profile: Omit<ProviderProfile, "raw">;
  uidAt: FixturePath;
  /** Where it says that an address is verified; absent when it never says so. */
  verifiedAt?: FixturePath;
  /** What means yes there [true and the text "true"]. */
  meansVerified?: readonly unknown[];
}

/** Changes a fixture: one value, or, without a way down, a whole answer. */
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

/** A login at a provider that answers what its fixture says. */
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

/** Keys take longer to make than all the rest. */
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
