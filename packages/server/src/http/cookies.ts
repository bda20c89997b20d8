import { serialize } from "cookie";
import type { HttpExchange } from "./exchange.ts";

/** What our cookies hold: the token of a session, of a pending flow, of a trusted browser, or of a journey to a provider. */
export type CookieKind = "session" | "flow" | "trust" | "redirect";

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
  /** Whether the request carries the cookie at all, readable or not. */
  carries(exchange: HttpExchange, kind: CookieKind): boolean;
  /** The value; null when there is none, or when several differ: then one of them was planted. */
  read(exchange: HttpExchange, kind: CookieKind): string | null;
  /** Every value that could be ours, a few at most: to end what they stand for, never to let anybody in. */
  readAll(exchange: HttpExchange, kind: CookieKind): string[];
  /** Without `maxAgeSeconds` the cookie ends with the browser. */
  set(exchange: HttpExchange, kind: CookieKind, value: string, lifetime?: { maxAgeSeconds?: number }): void;
  clear(exchange: HttpExchange, kind: CookieKind): void;
}

const MAX_VALUES = 20;

/** `__Host-` (RFC 6265bis §4.1.3.2) keeps subdomains from planting the cookie; it allows neither Domain nor http. */
export function createCookieJar({ origin, name, domain, sameSite }: CookieOptions): CookieJar {
  const secure = origin.startsWith("https:");
  // A journey to a provider is nobody's but this host's: planted by a subdomain, its cookie would log in somebody else.
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

/** Values are read back undecoded, so they must be written unencoded; `serialize` refuses what no cookie can hold. */
function verbatim(value: string): string {
  return value;
}
