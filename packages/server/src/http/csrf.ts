import { AuthError } from "../lib/authError.ts";
import type { HttpExchange } from "./exchange.ts";

export interface OriginCheck {
  exchange: HttpExchange;
  origin: string;
  trustedOrigins: readonly string[];
  /** Whether the request carries a cookie of ours, so that it speaks for somebody. */
  carriesCookie: boolean;
}

/**
 * Refuses a state-changing call that another site's page may have made, whatever its content type.
 *
 * A browser names the page's origin in every cross-site POST. A call without Origin is let through when it carries no
 * cookie, since then it is no browser's or speaks for nobody; with one, only when the browser says it is same-origin.
 *
 * @throws AuthError `csrf`
 */
export function checkOrigin({ exchange, origin, trustedOrigins, carriesCookie }: OriginCheck): void {
  const from = exchange.header("origin");
  if (from !== undefined) {
    if (from === origin || trustedOrigins.some((trusted) => isTrustedOrigin(from, trusted))) return;
    throw new AuthError("csrf");
  }
  const site = exchange.header("sec-fetch-site");
  if (site === "same-origin" || (site === undefined && !carriesCookie)) return;
  throw new AuthError("csrf");
}

/** Compares by parts: `https://*.acme.com` means any subdomain, same scheme, same port; never a string prefix. */
export function isTrustedOrigin(from: string, trusted: string): boolean {
  if (!trusted.includes("*")) return from === trusted;
  const [scheme, host, ...rest] = trusted.split("://*.");
  if (scheme === undefined || host === undefined || rest.length > 0 || !URL.canParse(from)) return false;
  const url = new URL(from);
  if (url.origin !== from || url.protocol !== `${scheme}:`) return false;
  const labels = url.host.endsWith(`.${host}`) ? url.host.slice(0, -host.length - 1) : "";
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(labels);
}
