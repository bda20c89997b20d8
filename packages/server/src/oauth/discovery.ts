import { z } from "zod";
import { ProviderError, type ProviderHttp } from "../ports/provider.ts";
import { isLocal, isLoopback } from "./http/localHosts.ts";
import { isSafeUrl } from "./http/providerHttp.ts";
import { parseAs } from "./profiles/parse.ts";

/** Milliseconds. */
const LIFETIME = 3_600_000;
const RENEW_KEYS = 60_000;
const MAX_KEYS = 100;

/** People are sent there, so that `javascript:` must be none. */
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
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

/** What an issuer publishes of itself (OpenID Connect Discovery §3), as far as it is used. */
export type Metadata = z.output<typeof metadataSchema>;

export type Jwk = Record<string, unknown>;

/**
 * A look-up that is kept for a time. Those who ask together share one; a failure is forgotten.
 */
export function remembered<Value>(look: (http: ProviderHttp) => Promise<Value>) {
  let kept: { at: number; value: Promise<Value> } | null = null;
  /** @param renewAfter milliseconds after which it is looked up anew */
  return (http: ProviderHttp, renewAfter = LIFETIME): Promise<Value> => {
    const now = http.now().getTime();
    // A clock that went back makes nothing younger.
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
 * What an issuer publishes, by OpenID Connect Discovery.
 *
 * @param matches whether the published issuer is the right one, for those that serve many [it must be the one asked]
 */
export async function discover(
  issuer: URL,
  http: ProviderHttp,
  matches?: (published: string) => boolean,
): Promise<Metadata> {
  if (matches === undefined)
    return withinReach(issuer, parseAs(metadataSchema, await discoverStrictly(issuer, http), issuer.host));
  const published = parseAs(metadataSchema, await http.json(configurationUrl(issuer.href)), issuer.host);
  if (!matches(published.issuer))
    throw new ProviderError("invalid", `${issuer.host}: the configuration is another issuer's`);
  return withinReach(issuer, published);
}

/**
 * Refuses endpoints that lie where the internet does not reach: whoever writes an issuer's configuration must not make
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

async function discoverStrictly(issuer: URL, http: ProviderHttp): Promise<unknown> {
  const { allowInsecureRequests, customFetch, discoveryRequest, processDiscoveryResponse } = await import(
    "oauth4webapi"
  );
  const response = await discoveryRequest(issuer, {
    [customFetch]: (url: string, { headers }: { headers: Record<string, string> }) => http.fetch(url, { headers }),
    [allowInsecureRequests]: isLoopback(issuer),
  });
  return processDiscoveryResponse(issuer, response).catch((cause: unknown) => {
    const kind = response.status >= 500 || response.status === 429 ? "unreachable" : "invalid";
    throw new ProviderError(kind, `${issuer.host}: no OpenID configuration of this issuer`, { cause });
  });
}

const keysSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MAX_KEYS) });

/** The keys that an issuer signs with (RFC 7517 §5). */
async function fetchKeys(url: string, http: ProviderHttp): Promise<Jwk[]> {
  return parseAs(keysSchema, await http.json(url), new URL(url).host).keys;
}

/** Keys of an issuer; asked with true when none of them fits a token. */
export type KeySource = (http: ProviderHttp, isUnknown: boolean) => Promise<Jwk[]>;

/** The keys of an issuer, kept, and looked up anew for an unknown one, but not more often than once a minute. */
export function cachedKeys(urlOf: (http: ProviderHttp) => Promise<string>): KeySource {
  const keys = remembered(async (http) => fetchKeys(await urlOf(http), http));
  return (http, isUnknown) => keys(http, isUnknown ? RENEW_KEYS : LIFETIME);
}
