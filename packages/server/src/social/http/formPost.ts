import type { ResolvedOptions } from "../../config/options.ts";
import type { Runtime } from "../../engine/request.ts";
import { readBounded } from "../../ports/readBounded.ts";
import { hasServerCallback, providerUrl } from "../findProvider.ts";
import { providersAtPath } from "./providersAtPath.ts";

/** Bytes. */
const MAX_BODY = 65_536;
/** The response is not a page, is not to be cached, and does not reveal the previous URL to the front end's hosts. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };

/**
 * Receives the form that a provider posts, and forwards it to the front end's callback page, or to the server's own.
 *
 * Our lax cookies are not sent with a post from another site, so nothing can be decided here; they are sent with the
 * navigation that follows. The page gets the posted fields in the fragment, which is sent to no server.
 *
 * @returns null for any other request
 */
export async function answerFormPost(runtime: Runtime, request: Request): Promise<Response | null> {
  if (request.method !== "POST") return null;
  const { options } = runtime;
  const { pathname } = new URL(request.url);
  const providers = await providersAtPath(runtime, request, "providerFormPost");
  if (providers === null) return new Response("Internal server error", { status: 500, headers: HEADERS });
  const provider = providers.find(
    ({ id, responseMode }) => responseMode === "form_post" && pathname === pathOf(options, id),
  );
  if (provider === undefined) return null;
  // Neither trusted nor required: it avoids reading a body that is declared too long.
  const isAnnouncedTooLong = Number(request.headers.get("content-length") ?? 0) > MAX_BODY;
  const body = isAnnouncedTooLong ? null : await readBounded(request.body, MAX_BODY);
  if (body === null) return new Response("The answer is too long.", { status: 413, headers: HEADERS });
  const fields = [...new URLSearchParams(body.toString("utf8"))];
  const page = hasServerCallback(options, provider.id)
    ? serversPage(options, provider.id, fields)
    : frontEndPage(options, provider.id, fields);
  return new Response(null, { status: 303, headers: { ...HEADERS, location: page.href } });
}

type Fields = [name: string, value: string][];

function frontEndPage(options: ResolvedOptions, provider: string, fields: Fields): URL {
  const page = new URL(providerUrl(options, "providerCallback", provider));
  // The provider is determined by us: a posted field must not override it.
  const posted = fields.filter(([name]) => name !== "provider");
  page.hash = new URLSearchParams([...posted, ["provider", provider]]).toString();
  return page;
}

/** What a response needs, and Apple's `user`; never a token, which a provider might post beside the code. */
const FORWARDED: readonly string[] = ["code", "state", "error", "iss", "user"];

function serversPage(options: ResolvedOptions, provider: string, fields: Fields): URL {
  const page = new URL(providerUrl(options, "providerServerCallback", provider));
  for (const [name, value] of fields) if (FORWARDED.includes(name)) page.searchParams.set(name, value);
  return page;
}

function pathOf(options: ResolvedOptions, id: string): string {
  return new URL(providerUrl(options, "providerFormPost", id)).pathname;
}
