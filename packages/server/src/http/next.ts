// The door `@latchkey/server/next` is this file: it is of transport alone, and of one framework.

import type { AdapterOptions } from "./adapters.ts";
import { parseCookie, parseSetCookie } from "./parseCookie.ts";

/** A cookie as Next sets it. */
export interface NextCookie {
  name: string;
  value: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "lax" | "strict" | "none";
  path: string;
  /** Seconds; without it the cookie ends with the browser. */
  maxAge?: number;
  domain?: string;
}

/** `cookies` and `headers` of `next/headers` (Next 15 and later), as far as they are used here. */
export interface NextFunctions {
  cookies(): Promise<{ getAll(): readonly { name: string; value: string }[]; set(cookie: NextCookie): unknown }>;
  headers(): Promise<{ get(name: string): string | null }>;
}

/**
 * The request behind a server action or a route handler, for `auth.createContext`. What is called with it may log in and
 * out: the cookies are set by Next.
 *
 * Next compares the origin of an action with the host; Latchkey compares it with `origin` and `trustedOrigins` as it does
 * everywhere.
 */
export async function fromServerAction(next: NextFunctions): Promise<AdapterOptions> {
  const cookies = await next.cookies();
  const setCookie = (serialized: string) => void cookies.set(toNext(serialized));
  return { ...(await requestOf(next)), answer: { setCookie } };
}

/**
 * The request behind a server component, for `auth.createContext`. It reads who is logged in: while a page is rendered Next
 * lets nobody set a cookie, so whatever must set one is refused with `cookies_unavailable` before it does anything.
 */
export async function fromServerComponent(next: NextFunctions): Promise<AdapterOptions> {
  return { ...(await requestOf(next)), answer: { setCookie: null } };
}

async function requestOf(next: NextFunctions): Promise<Pick<AdapterOptions, "req" | "cookies">> {
  const [cookies, headers] = [await next.cookies(), await next.headers()];
  return {
    // No method: Next has read the body by now.
    req: { headers: { get: (name) => headers.get(name) } },
    cookies: (name) => presentValues(name, headers.get("cookie") ?? "", cookies.getAll()),
  };
}

/**
 * The values of one cookie, never put back into a header: Next decodes values, and one that the app sets may hold anything,
 * such as a second cookie.
 *
 * Next keeps one of each name, which hides that a second one was planted, so what was sent counts in full; but for what was
 * set since, in this same request, which only Next knows.
 */
function presentValues(name: string, sent: string, present: readonly { name: string; value: string }[]): string[] {
  const given = parseCookie(sent, name);
  return present.flatMap((cookie) => {
    if (cookie.name !== name) return [];
    const isSent = given.some((one) => one === cookie.value || decoded(one) === cookie.value);
    return isSent ? given : [cookie.value];
  });
}

/** As Next reads a value. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** What `Set-Cookie` says, as Next wants it. */
function toNext(serialized: string): NextCookie {
  const { name, value, maxAge, attributes } = parseSetCookie(serialized);
  const sameSite = attributes.get("samesite")?.toLowerCase();
  const domain = attributes.get("domain");
  return {
    name,
    value,
    httpOnly: attributes.has("httponly"),
    secure: attributes.has("secure"),
    sameSite: sameSite === "strict" || sameSite === "none" ? sameSite : "lax",
    path: attributes.get("path") ?? "/",
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(domain === undefined ? {} : { domain }),
  };
}
