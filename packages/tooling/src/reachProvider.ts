import { createProviderHttp, type Provider } from "../../server/src/providers.ts";

// Why this exists: providers move their endpoints, and tests, which reach no network, cannot detect it. With a network,
// `npm run providers:check` does.

/** The result for one endpoint. */
export type Reach =
  /** Any response: a login page, a redirect, a refusal of an unknown app. */
  | { kind: "there"; status: number }
  /** Not found, gone, or no response. */
  | { kind: "gone"; why: string };

export interface ProviderReach {
  name: string;
  /** Null for providers that publish no configuration. */
  discovery: Reach | null;
  authorization: Reach;
}

export interface ReachOptions {
  /** [the global one] */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds for each call [10 000]. */
  timeout?: number;
}

const REQUEST = {
  state: "a-state-that-nobody-waits-for",
  nonce: "a-nonce-that-nobody-waits-for",
  codeVerifier: "a-code-verifier-of-at-least-forty-three-characters",
  redirectUri: "https://app.example/auth/callback",
};
const GONE = new Set([404, 410]);
const DEFAULT_TIMEOUT = 10_000;

/** Checks whether a provider's discovery and authorization endpoint still exist. Never rejects. */
export async function reachProvider(
  name: string,
  provider: Provider,
  { fetch = globalThis.fetch, timeout = DEFAULT_TIMEOUT }: ReachOptions = {},
): Promise<ProviderReach> {
  const http = createProviderHttp({ fetch, timeout });
  const discovers = provider.openidConfigurationUrl !== undefined;
  try {
    const url = await provider.authorizationUrl(REQUEST, http);
    const authorization = await reach(url, { fetch, timeout });
    return { name, discovery: discovers ? { kind: "there", status: 200 } : null, authorization };
  } catch (error) {
    const gone: Reach = { kind: "gone", why: error instanceof Error ? error.message : "unknown" };
    return { name, discovery: discovers ? gone : null, authorization: gone };
  }
}

/** Redirects count as responses and are not followed: most lead to a login page. */
async function reach(url: URL, { fetch, timeout }: Required<ReachOptions>): Promise<Reach> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeout) });
    // Pages are not read.
    await response.body?.cancel();
    const { status } = response;
    return GONE.has(status) ? { kind: "gone", why: `answers ${status}` } : { kind: "there", status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "gone", why: cause instanceof Error ? cause.message : "no answer" };
  }
}

/** A line for each provider, and one at the end with the counts. */
export function reachTable(results: readonly ProviderReach[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, discovery, authorization }) =>
      `${name.padEnd(width)}  ${cell(discovery).padEnd(28)}  ${cell(authorization)}`,
  );
  const head = `${"provider".padEnd(width)}  ${"discovery".padEnd(28)}  authorization`;
  const gone = results.filter(isGone).length;
  return [head, ...lines, "", `${results.length} asked, ${gone} gone`].join("\n");
}

export function isGone({ discovery, authorization }: ProviderReach): boolean {
  return discovery?.kind === "gone" || authorization.kind === "gone";
}

function cell(reach: Reach | null): string {
  if (reach === null) return "-";
  return reach.kind === "there" ? `there (${reach.status})` : `GONE: ${reach.why}`;
}
