/** What we say in the headers of one answer; it outlives what the app's `responseMeta` says. */
export interface ResponseHeaders {
  /** A later cookie takes the place of an earlier one of its name. The answer is marked private as well. */
  addCookie(serialized: string): void;
  /** Sets another header, in the place of what it said. */
  set(name: string, value: string): void;
  /** Forbids caching. */
  markPrivate(): void;
}

/**
 * What an answer that tells of somebody, or sets a cookie, says to caches: whoever is served it from one would see, or
 * be logged in as, somebody else. A stream goes on asking proxies not to compress it (`no-transform`).
 *
 * @param given what `cache-control` says so far
 */
export function uncacheable(given: string): string {
  return /(?:^|[\s,])no-transform(?:$|[\s,])/i.test(given) ? "private, no-store, no-transform" : "private, no-store";
}

/** The name in a serialised `Set-Cookie`. */
export function cookieName(serialized: string): string {
  return serialized.slice(0, Math.max(0, serialized.indexOf("="))).trim();
}

/** The app's cookies, then ours; of one name only ours, since two of one name leave it to the browser which one lives. */
export function mergeCookies(others: readonly string[], ours: ReadonlyMap<string, string>): string[] {
  return [...others.filter((cookie) => !ours.has(cookieName(cookie))), ...ours.values()];
}
