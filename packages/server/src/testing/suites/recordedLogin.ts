import { createProviderHttp } from "../../oauth/http/providerHttp.ts";
import type { Provider, ProviderHttp, ProviderProfile, ProviderTokens } from "../../ports/provider.ts";
import { createIdTokenIssuer, type IdTokenIssuer } from "../idTokenIssuer.ts";
import { type RecordedRequest, recordedFetch } from "../recordedFetch.ts";

/** Where something stands: `tokens`, `claims` or an endpoint such as `GET https://…`, and the way down from there. */
export type RecordedPath = readonly [string, ...string[]];

/** A provider, and what it answered to somebody who logged in. */
export interface RecordedProvider {
  /** A new one at each call, which remembers nothing. */
  provider(): Provider;
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
  uidAt: RecordedPath;
  /** Where it says that an address is verified; absent when it never says so. */
  verifiedAt?: RecordedPath;
  /** What means yes there [true and the text "true"]. */
  meansVerified?: readonly unknown[];
}

/** Changes what is recorded: one value, or, without a way down, a whole answer. */
export interface Change {
  at: RecordedPath;
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

/** A login at a recorded provider. */
export interface RecordedLogin {
  provider: Provider;
  http: ProviderHttp;
  requests: RecordedRequest[];
  issuer: IdTokenIssuer;
  /** All claims of the ID token, with these instead of the usual ones. */
  claims(others?: Record<string, unknown>): Record<string, unknown>;
  exchange(): Promise<ProviderTokens>;
  profile(tokens: ProviderTokens): Promise<ProviderProfile>;
  /** Both, one after the other. */
  run(): Promise<ProviderProfile>;
}

export async function recordedLogin(recorded: RecordedProvider, change?: Change): Promise<RecordedLogin> {
  const provider = recorded.provider();
  const issuer = await sharedIssuer();
  const parts = changed(recorded, change);
  const published = publishedIssuer(recorded);
  const seconds = NOW.getTime() / 1000;
  const claims = (others: Record<string, unknown> = {}) => ({
    ...{ iss: published, aud: provider.clientId, iat: seconds - 5, exp: seconds + 300, nonce: REQUEST.nonce },
    ...parts.claims,
    ...others,
  });
  const idToken = recorded.claims === undefined ? {} : { id_token: await issuer.sign(claims()) };
  const tokens = parts.answers.get(`POST ${recorded.tokenEndpoint}`) ?? { ...parts.tokens, ...idToken };
  const answers = new Map([...keysOf(recorded, issuer), ...parts.answers, [`POST ${recorded.tokenEndpoint}`, tokens]]);
  const { fetch, requests } = recordedFetch(answers);
  const http = createProviderHttp({ fetch, clock: () => NOW });
  const { codeVerifier, redirectUri, nonce } = REQUEST;
  const extra = recorded.extra ?? {};
  const exchange = () => provider.exchange({ code: CODE, codeVerifier, redirectUri, extra }, http);
  const profile = (given: ProviderTokens) => provider.profile(given, { nonce, now: NOW, extra }, http);
  return {
    ...{ provider, http, requests, issuer, claims, exchange, profile },
    run: async () => profile(await exchange()),
  };
}

/** Keys take longer to make than all the rest. */
let issuer: Promise<IdTokenIssuer> | undefined;
function sharedIssuer(): Promise<IdTokenIssuer> {
  issuer ??= createIdTokenIssuer();
  return issuer;
}

function changed({ tokens, claims = {}, responses = {} }: RecordedProvider, change: Change | undefined) {
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
  throw new Error("the path leads nowhere in what is recorded");
}

function configurationOf({ responses = {} }: RecordedProvider): Record<string, unknown> | null {
  const name = Object.keys(responses).find((key) => key.endsWith("/.well-known/openid-configuration"));
  return name === undefined ? null : asRecord(responses[name]);
}

function publishedIssuer(recorded: RecordedProvider): unknown {
  return configurationOf(recorded)?.issuer;
}

function keysOf(recorded: RecordedProvider, { keys }: IdTokenIssuer): [string, unknown][] {
  const url = configurationOf(recorded)?.jwks_uri;
  return typeof url === "string" ? [[`GET ${url}`, keys]] : [];
}
