import { parseSetCookie } from "../http/parseCookie.ts";

/** The cookies that a browser would hold. */
export interface TestCookieJar {
  /** By name. */
  readonly cookies: Map<string, string>;
  header(): string | undefined;
  keep(response: Response): void;
}

export function testCookieJar(): TestCookieJar {
  const cookies = new Map<string, string>();
  return {
    cookies,
    header: () => (cookies.size === 0 ? undefined : [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")),
    keep(response) {
      for (const line of response.headers.getSetCookie()) {
        const { name, value, maxAge } = parseSetCookie(line);
        if (maxAge === 0) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
}
