import type { ResolvedOptions } from "../config/options.ts";
import { frontEndUrl } from "../identity/urls.ts";

const MAX_BODY = 65_536;

/**
 * Takes the form that a provider posts, and hands it on to the front end's callback page.
 *
 * Our lax cookies do not come with a post from another site, so nothing can be decided here; the page calls
 * `social.callback` with them. What was posted travels in the fragment, which is sent to no server.
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
  const body = await request.text();
  if (body.length > MAX_BODY) return new Response("The answer is too long.", { status: 413 });
  const { providerCallback } = options.account.urls;
  const page = new URL(
    frontEndUrl(options, providerCallback.replaceAll("{provider}", encodeURIComponent(provider.id))),
  );
  page.hash = new URLSearchParams([...new URLSearchParams(body), ["provider", provider.id]]).toString();
  return new Response(null, { status: 303, headers: { location: page.href, "cache-control": "no-store" } });
}

function pathOf(options: ResolvedOptions, id: string): string {
  const template = options.account.urls.providerFormPost.replaceAll("{provider}", encodeURIComponent(id));
  return new URL(frontEndUrl(options, template)).pathname;
}
