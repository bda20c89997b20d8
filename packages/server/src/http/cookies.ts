import { serialize } from "cookie";
import type { HttpExchange } from "./exchange.ts";

/**
 * The contents of our cookies: the token of a session, of a pending flow, of a trusted browser, of a redirect to a
 * provider, or of a browser in which its users have logged in before.
 */
export type CookieKind = "session" | "flow" | "trust" | "redirect" | "device";

export interface CookieOptions {
  /** The front end's origin: decides `Secure` and the prefix. */
  origin: string;
  /** Prefix of the names, such as `latchkey`. */
  name: string;
  domain?: string | undefined;
  sameSite: "lax" | "strict" | "none";
}

/** Reads and writes our cookies. */
export interface CookieJar {
  /** The full name of a cookie, with its prefix. */
  nameOf(kind: CookieKind): string;
  /** Whether the request contains the cookie at all, readable or not. */
  carries(exchange: HttpExchange, kind: CookieKind): boolean;
  /** The value; null when there is none, or when several differ: then one of them was planted. */
  read(exchange: HttpExchange, kind: CookieKind): string | null;
  /** Every value that could be ours, up to a few: to end what they refer to, never to grant access. */
  readAll(exchange: HttpExchange, kind: CookieKind): string[];
  /** Without `maxAgeSeconds` the cookie ends with the browser. */
  set(exchange: HttpExchange, kind: CookieKind, value: string, lifetime?: { maxAgeSeconds?: number }): void;
  clear(exchange: HttpExchange, kind: CookieKind): void;
}

const MAX_VALUES = 20;

/** `__Host-` (RFC 6265bis §4.1.3.2) keeps subdomains from planting the cookie; it allows neither Domain nor http. */
export function createCookieJar({ origin, name, domain, sameSite }: CookieOptions): CookieJar {
  const secure = origin.startsWith("https:");
  // A redirect to a provider belongs to this host alone: a cookie planted by a subdomain would log in to another user's
  // account.
  const domainOf = (kind: CookieKind) => (kind === "redirect" ? undefined : domain);
  const prefixOf = (kind: CookieKind) => (secure ? (domainOf(kind) === undefined ? "__Host-" : "__Secure-") : "");
  const nameOf = (kind: CookieKind) => `${prefixOf(kind)}${name}.${kind}`;
  const attributesOf = (kind: CookieKind) => {
    const shared = domainOf(kind);
    const always = { httpOnly: true, secure, sameSite, path: "/", encode: verbatim };
    return shared === undefined ? always : { ...always, domain: shared };
  };
  return {
    nameOf,
    carries: (exchange, kind) => exchange.cookies(nameOf(kind)).length > 0,
    read(exchange, kind) {
      const values = new Set(exchange.cookies(nameOf(kind)));
      const [only] = values;
      return values.size === 1 && only !== undefined && only !== "" ? only : null;
    },
    readAll: (exchange, kind) => [...new Set(exchange.cookies(nameOf(kind)))].slice(0, MAX_VALUES),
    set(exchange, kind, value, { maxAgeSeconds } = {}) {
      const lifetime = maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds };
      exchange.setCookie(serialize(nameOf(kind), value, { ...attributesOf(kind), ...lifetime }));
    },
    clear(exchange, kind) {
      exchange.setCookie(serialize(nameOf(kind), "", { ...attributesOf(kind), maxAge: 0 }));
    },
  };
}

/**
 * Values are read back undecoded, so they must be written unencoded; `serialize` refuses what a cookie cannot contain.
 */
function verbatim(value: string): string {
  return value;
}
