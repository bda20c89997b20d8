import { AuthError } from "../lib/authError.ts";
import { quoted, type Warn } from "../ports/warnings.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpExchange } from "./exchange.ts";

/** What shows whether a page of another site may have made a call. */
export interface CallOrigin {
  readonly client: ClientKind;
  readonly exchange: HttpExchange;
  readonly runtime: {
    readonly options: { readonly origin: string; readonly trustedOrigins: readonly string[] };
    readonly cookies: CookieJar;
    readonly warn: Warn;
  };
}

/**
 * Refuses a browser's call that a page of another site may have made: calls that change something, and over long-lived
 * connections also calls that read. Apps present a token that no page has, so they may call from anywhere.
 *
 * @throws AuthError `csrf`
 */
export function refuseForeignOrigin(
  { client, exchange, runtime }: CallOrigin,
  type: "query" | "mutation" | "subscription",
): void {
  if (client === "app") return;
  const { origin, trustedOrigins } = runtime.options;
  try {
    if (type === "mutation")
      checkOrigin({ exchange, origin, trustedOrigins, carriesCookie: carriesAny(exchange, runtime) });
    else checkReadingOrigin({ exchange, origin, trustedOrigins });
  } catch (error) {
    const received = exchange.header("origin");
    runtime.warn(`origin ${received}`, refusedOrigin(received, runtime.options, exchange.header("sec-fetch-site")));
    throw error;
  }
}

function carriesAny(exchange: HttpExchange, { cookies }: CallOrigin["runtime"]): boolean {
  return (["session", "flow", "trust", "redirect"] as const).some((kind) => cookies.carries(exchange, kind));
}

/** The received and the expected origin, for the server's log: the response reveals neither to a stranger. */
function refusedOrigin(
  received: string | undefined,
  { origin, trustedOrigins }: { origin: string; trustedOrigins: readonly string[] },
  site: string | undefined,
): string {
  const came =
    received === undefined
      ? `without an Origin header (Sec-Fetch-Site: ${site === undefined ? "none" : quoted(site)})`
      : `from the origin ${quoted(received)}`;
  const expected = [origin, ...trustedOrigins].map(quoted).join(", ");
  return `A call was refused (csrf): it came ${came}, expected is ${expected}. ${fixFor(received)}.`;
}

function fixFor(received: string | undefined): string {
  if (received === undefined) return "Whatever forwards a browser's cookies must forward its Origin header as well";
  if (received === "null")
    return "A page without an origin of its own, such as a file or a sandboxed frame, cannot call";
  return `If the page is yours, write in createAuth: \`origin: ${quoted(received)}\`, or \`trustedOrigins: [${quoted(received)}]\``;
}

export interface OriginCheck {
  exchange: HttpExchange;
  origin: string;
  trustedOrigins: readonly string[];
}

/**
 * Refuses a state-changing call that another site's page may have made, whatever its content type.
 *
 * A browser names the page's origin in every cross-site POST. A call without Origin is accepted when it has no cookie,
 * since it then comes from no browser or is anonymous; with a cookie, only when the browser reports it as same-origin.
 *
 * @param check `carriesCookie`: whether the request has a cookie of ours, so that it acts for a user
 * @throws AuthError `csrf`
 */
export function checkOrigin(check: OriginCheck & { carriesCookie: boolean }): void {
  if (!comesFromHere(check, { unknown: !check.carriesCookie })) throw new AuthError("csrf");
}

/**
 * Refuses a reading call over a long-lived connection that another site's page may have opened: CORS does not keep it
 * from reading the responses of a WebSocket. A call without any sign of a browser is accepted.
 *
 * @throws AuthError `csrf`
 */
function checkReadingOrigin(check: OriginCheck): void {
  if (check.exchange.staysOpen && !comesFromHere(check, { unknown: true })) throw new AuthError("csrf");
}

/** @param unknown the result for a call that does not seem to come from a browser */
function comesFromHere({ exchange, origin, trustedOrigins }: OriginCheck, { unknown }: { unknown: boolean }): boolean {
  const from = exchange.header("origin");
  if (from !== undefined) return from === origin || trustedOrigins.some((trusted) => isTrustedOrigin(from, trusted));
  const site = exchange.header("sec-fetch-site");
  return site === undefined ? unknown : site === "same-origin";
}

/** Compares by parts: `https://*.acme.com` means any subdomain, same scheme, same port; never a string prefix. */
function isTrustedOrigin(from: string, trusted: string): boolean {
  if (!trusted.includes("*")) return from === trusted;
  const [scheme, host, ...rest] = trusted.split("://*.");
  if (scheme === undefined || host === undefined || rest.length > 0 || !URL.canParse(from)) return false;
  const url = new URL(from);
  if (url.origin !== from || url.protocol !== `${scheme}:`) return false;
  const labels = url.host.endsWith(`.${host}`) ? url.host.slice(0, -host.length - 1) : "";
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(labels);
}

/** Whether a page of this host is the app's own, by the origins that may send its cookies. */
export function isOwnHost(
  host: string,
  { origin, trustedOrigins }: Pick<OriginCheck, "origin" | "trustedOrigins">,
): boolean {
  return [origin, ...trustedOrigins].some((known) => {
    const [scheme = "", rest = ""] = known.split("://");
    const port = /:\d+$/.exec(rest)?.[0] ?? "";
    return isTrustedOrigin(`${scheme}://${host}${port}`, known);
  });
}
