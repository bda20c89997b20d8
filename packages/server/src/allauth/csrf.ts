import { serialize } from "cookie";
import type { AuthRequest } from "../engine/request.ts";
import { parseCookie } from "../http/parseCookie.ts";
import { newToken } from "../lib/token.ts";
import type { Incoming } from "./incoming.ts";

// The double submit that allauth's clients make: a cookie that scripts of this site can read, and its value in a header.
// It comes on top of the check of the origin, which every procedure makes by itself.

const COOKIE = "csrftoken";
const HEADER = "x-csrftoken";
/** The field of a form that a page submits by itself. */
export const FORM_FIELD = "csrfmiddlewaretoken";
/** Seconds; a year, as Django's. */
const LIFETIME = 31_449_600;

/** The token in the cookie; null when there is none, or when several differ: then one of them was planted. */
function cookieToken(incoming: Incoming): string | null {
  const values = new Set(parseCookie(incoming.header("cookie") ?? "", COOKIE));
  const [only] = values;
  return values.size === 1 && only !== undefined && only.length >= 32 ? only : null;
}

/** Whether a page of this site has made the call. @param field the token that a form contains */
export function isSubmittedTwice(incoming: Incoming, field: string | null): boolean {
  const [stored, sent] = [cookieToken(incoming), incoming.header(HEADER) ?? field];
  // Both come with the request, so how long the comparison takes tells nothing.
  return stored !== null && stored === sent;
}

/** The cookie that a browser's answer sets; null when it has one already. */
export function csrfCookie(
  { runtime }: AuthRequest,
  { incoming, isLogin }: { incoming: Incoming; isLogin: boolean },
): string | null {
  if (!isLogin && cookieToken(incoming) !== null) return null;
  const { origin, session } = runtime.options;
  const { domain, sameSite } = session.cookie;
  return serialize(COOKIE, newToken(runtime.random.bytes), {
    path: "/",
    maxAge: LIFETIME,
    secure: origin.startsWith("https:"),
    sameSite,
    ...(domain === undefined ? {} : { domain }),
  });
}
