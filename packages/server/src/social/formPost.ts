import type { ResolvedOptions } from "../config/options.ts";
import { frontEndUrl } from "../identity/urls.ts";
import { readBounded } from "../oauth/http/readBounded.ts";

/** Bytes. */
const MAX_BODY = 65_536;
/** The response is not a page, is not to be cached, and does not reveal the previous URL to the front end's hosts. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };

/**
 * Receives the form that a provider posts, and forwards it to the front end's callback page.
 *
 * Our lax cookies are not sent with a post from another site, so nothing can be decided here; the page calls
 * `social.callback` with them. The posted fields are passed in the fragment, which is sent to no server.
 *
 * @returns null for any other request
 */
export async function answerFormPost(options: ResolvedOptions, request: Request): Promise<Response | null> {
  if (request.method !== "POST") return null;
  const { pathname } = new URL(request.url);
  const provider = options.social.providers.find(
    ({ id, responseMode }) => responseMode === "form_post" && pathname === pathOf(options, id),
  );
  if (provider === undefined) return null;
  // Neither trusted nor required: it avoids reading a body that is declared too long.
  const isAnnouncedTooLong = Number(request.headers.get("content-length") ?? 0) > MAX_BODY;
  const body = isAnnouncedTooLong ? null : await readBounded(request.body, MAX_BODY);
  if (body === null) return new Response("The answer is too long.", { status: 413, headers: HEADERS });
  // The provider is determined by us: a posted field must not override it.
  const posted = [...new URLSearchParams(body.toString("utf8"))].filter(([name]) => name !== "provider");
  const { providerCallback } = options.account.urls;
  const page = new URL(
    frontEndUrl(options, providerCallback.replaceAll("{provider}", encodeURIComponent(provider.id))),
  );
  page.hash = new URLSearchParams([...posted, ["provider", provider.id]]).toString();
  return new Response(null, { status: 303, headers: { ...HEADERS, location: page.href } });
}

function pathOf(options: ResolvedOptions, id: string): string {
  const template = options.account.urls.providerFormPost.replaceAll("{provider}", encodeURIComponent(id));
  return new URL(frontEndUrl(options, template)).pathname;
}
