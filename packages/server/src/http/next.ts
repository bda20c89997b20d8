// This file is the entry point `@latchkey/server/next`: it concerns only transport, for one framework.

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
 * The request behind a server action or a route handler, for `auth.createContext`. Calls with it may log in and out:
 * Next sets the cookies.
 *
 * Next compares the origin of an action with the host; Latchkey compares it with `origin` and `trustedOrigins` as it
 * does everywhere.
 */
export async function fromServerAction(next: NextFunctions): Promise<AdapterOptions> {
  const cookies = await next.cookies();
  const setCookie = (serialized: string) => void cookies.set(toNext(serialized));
  return { ...(await requestOf(next)), answer: { setCookie } };
}

/**
 * The request behind a server component, for `auth.createContext`. It reads who is logged in: Next does not allow
 * setting cookies while a page is rendered, so a call that must set one is refused with `cookies_unavailable` before it
 * does anything.
 */
export async function fromServerComponent(next: NextFunctions): Promise<AdapterOptions> {
  return { ...(await requestOf(next)), answer: { setCookie: null } };
}

async function requestOf(next: NextFunctions): Promise<Pick<AdapterOptions, "req" | "cookies">> {
  const [cookies, headers] = [await next.cookies(), await next.headers()];
  return {
    // No method: Next has already read the body.
    req: { headers: { get: (name) => headers.get(name) } },
    cookies: (name) => presentValues(name, headers.get("cookie") ?? "", cookies.getAll()),
  };
}

/**
 * The values of one cookie, never put back into a header: Next decodes values, and one that the app sets may contain
 * anything, such as a second cookie.
 *
 * Next keeps one of each name, which hides that a second one was planted, so all values that were sent count, except
 * where a value was set since, in the same request, which only Next knows.
 */
function presentValues(name: string, sent: string, present: readonly { name: string; value: string }[]): string[] {
  const given = parseCookie(sent, name);
  return present.flatMap((cookie) => {
    if (cookie.name !== name) return [];
    const isSent = given.some((one) => one === cookie.value || decoded(one) === cookie.value);
    return isSent ? given : [cookie.value];
  });
}

/** Decodes a value as Next does. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** Converts `Set-Cookie` to Next's form. */
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
