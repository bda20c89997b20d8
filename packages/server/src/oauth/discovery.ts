import { z } from "zod";
import { ProviderError, type ProviderHttp } from "../ports/provider.ts";
import { callsThrough, libraryRefusal } from "./http/libraryCalls.ts";
import { isLocal, isLoopback } from "./http/localHosts.ts";
import { isSafeUrl } from "./http/providerHttp.ts";
import { parseAs } from "./profiles/parse.ts";

/** Milliseconds. */
const LIFETIME = 3_600_000;
const RENEW_KEYS = 60_000;
const MAX_KEYS = 100;

/** Browsers are sent there, so `javascript:` must be refused. */
const endpoint = z
  .url()
  .max(2_048)
  .refine((url) => isSafeUrl(new URL(url)));
const metadataSchema = z.object({
  issuer: z.string().min(1).max(2_048),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
  id_token_signing_alg_values_supported: z.array(z.string()).default(["RS256"]),
  claims_supported: z.array(z.string()).default([]),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

/** The part of an issuer's configuration (OpenID Connect Discovery §3) that is used. */
export type Metadata = z.output<typeof metadataSchema>;

export type Jwk = Record<string, unknown>;

/** A look-up that is cached for a time. Simultaneous callers share one; a failure is not cached. */
export function remembered<Value>(look: (http: ProviderHttp) => Promise<Value>) {
  let kept: { at: number; value: Promise<Value> } | null = null;
  /** @param renewAfter milliseconds after which it is looked up again */
  return (http: ProviderHttp, renewAfter = LIFETIME): Promise<Value> => {
    const now = http.now().getTime();
    // A clock that went back does not make it newer.
    if (kept !== null && Math.abs(now - kept.at) < renewAfter) return kept.value;
    const made = { at: now, value: look(http) };
    kept = made;
    made.value.catch(() => {
      if (kept === made) kept = null;
    });
    return made.value;
  };
}

/**
 * The configuration of an issuer, by OpenID Connect Discovery.
 *
 * @param matches whether the published issuer is the right one, for those that serve many [it must be the requested
 *   one]
 */
export async function discover(
  issuer: URL,
  http: ProviderHttp,
  matches?: (published: string) => boolean,
): Promise<Metadata> {
  const { discoveryRequest, processDiscoveryResponse } = await import("oauth4webapi");
  const none = `${issuer.host}: no OpenID configuration of this issuer`;
  const response = await discoveryRequest(issuer, await callsThrough(http)).catch((error: unknown) => {
    const isRefused = error instanceof ProviderError && error.kind === "refused";
    throw isRefused ? new ProviderError("invalid", none, { cause: error }) : libraryRefusal(none, error);
  });
  const expected = matches === undefined ? issuer : await publishedIssuer(response, matches);
  const published = await processDiscoveryResponse(expected, response).catch((error: unknown) => {
    throw libraryRefusal(none, error);
  });
  return withinReach(issuer, parseAs(metadataSchema, published, issuer.host));
}

/**
 * An issuer per tenant, or a template of them, is not known before the configuration is read; oauth4webapi compares
 * with a single one, so it gets the published one after that was checked.
 */
async function publishedIssuer(response: Response, matches: (published: string) => boolean): Promise<URL> {
  const { issuer } = parseAs(
    metadataSchema.pick({ issuer: true }),
    await response.clone().json(),
    "OpenID configuration",
  );
  if (!matches(issuer) || !URL.canParse(issuer))
    throw new ProviderError("invalid", "the OpenID configuration is another issuer's");
  return new URL(issuer);
}

/**
 * Refuses endpoints in networks that the internet does not reach: the author of an issuer's configuration must not make
 * this server call its neighbours. An issuer on this machine may, and any may name its own host.
 */
function withinReach(issuer: URL, metadata: Metadata): Metadata {
  if (isLoopback(issuer)) return metadata;
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = metadata;
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint]) {
    if (endpoint === undefined) continue;
    const url = new URL(endpoint);
    if (isLocal(url) && url.hostname !== issuer.hostname)
      throw new ProviderError("invalid", `${issuer.host}: the configuration names an endpoint in a private network`);
  }
  return metadata;
}

/** OpenID Connect Discovery §4. */
export function configurationUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

const keysSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MAX_KEYS) });

/** The signing keys of an issuer (RFC 7517 §5). */
async function fetchKeys(url: string, http: ProviderHttp): Promise<Jwk[]> {
  return parseAs(keysSchema, await http.json(url), new URL(url).host).keys;
}

/** Keys of an issuer; called with true when none of them matches a token. */
export type KeySource = (http: ProviderHttp, isUnknown: boolean) => Promise<Jwk[]>;

/** The keys of an issuer, cached, and looked up again for an unknown one, but not more often than once a minute. */
export function cachedKeys(urlOf: (http: ProviderHttp) => Promise<string>): KeySource {
  const keys = remembered(async (http) => fetchKeys(await urlOf(http), http));
  return (http, isUnknown) => keys(http, isUnknown ? RENEW_KEYS : LIFETIME);
}
