/** Our headers of one response; they take precedence over the app's `responseMeta`. */
export interface ResponseHeaders {
  /** A later cookie replaces an earlier one with the same name. The response is marked private as well. */
  addCookie(serialized: string): void;
  /** Sets another header, replacing its value. */
  set(name: string, value: string): void;
  /** Forbids caching. */
  markPrivate(): void;
}

/** On the response itself: each request has one, and collecting the entries of a WeakMap costs more. */
const KEPT = Symbol("latchkey");

/** The headers that are kept for a response, made at the first use. */
export function keptFor<Response extends object>(
  response: Response & { [KEPT]?: ResponseHeaders },
  keep: (response: Response) => ResponseHeaders,
): ResponseHeaders {
  response[KEPT] ??= keep(response);
  return response[KEPT];
}

/**
 * The `cache-control` of a response that contains user data or sets a cookie: another user who got it from a cache
 * would see it, or be logged in as its user. A stream keeps asking proxies not to compress it (`no-transform`).
 *
 * @param given the current `cache-control`
 */
export function uncacheable(given: string): string {
  return /(?:^|[\s,])no-transform(?:$|[\s,])/i.test(given) ? "private, no-store, no-transform" : "private, no-store";
}

/** The name in a serialised `Set-Cookie`. */
export function cookieName(serialized: string): string {
  return serialized.slice(0, Math.max(0, serialized.indexOf("="))).trim();
}

/**
 * The app's cookies, then ours; of one name only ours, since with two it would depend on the browser which one is kept.
 */
export function mergeCookies(others: readonly string[], ours: ReadonlyMap<string, string>): string[] {
  return [...others.filter((cookie) => !ours.has(cookieName(cookie))), ...ours.values()];
}
