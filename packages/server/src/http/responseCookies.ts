/** Our cookies of one answer. A later one takes the place of an earlier one of its name. */
export interface ResponseCookies {
  add(serialized: string): void;
}

/** What an answer that sets a cookie says to caches: whoever is served it from one would be logged in as somebody else. */
export const UNCACHEABLE = "private, no-store";

/** The name in a serialised `Set-Cookie`. */
export function cookieName(serialized: string): string {
  return serialized.slice(0, Math.max(0, serialized.indexOf("="))).trim();
}

/** The app's cookies, then ours; of one name only ours, since two of one name leave it to the browser which one lives. */
export function mergeCookies(others: readonly string[], ours: ReadonlyMap<string, string>): string[] {
  return [...others.filter((cookie) => !ours.has(cookieName(cookie))), ...ours.values()];
}
