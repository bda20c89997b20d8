import type { RequestSource } from "../../config/adapterRequest.ts";
import { createAuthContext, findCall } from "../../engine/calls.ts";
import { assertClientAddress } from "../../engine/limits/clientAddresses.ts";
import { openLimits } from "../../engine/limits/limitPlan.ts";
import type { AuthRequest, Runtime } from "../../engine/request.ts";
import { emitEvent } from "../../engine/transaction.ts";
import { isFetchingAhead } from "../../http/client.ts";
import { frontEndUrl } from "../../identity/urls.ts";
import { AuthError, FailedJourney, type Journey } from "../../lib/authError.ts";
import type { CallbackError } from "../../wire/errors.ts";
import { finishRedirect } from "../callback.ts";
import { hasServerCallback, providerUrl } from "../findProvider.ts";
import { callbackInput, socialLoginLimits } from "../input.ts";
import { providersAtPath } from "./providersAtPath.ts";

/** The response reveals nothing of the URL, which contains the code, and no cache keeps it. */
const HEADERS = {
  "cache-control": "private, no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Completes a redirect to a provider where the provider returns the browser to the server (`social.serverCallback`):
 * sets the cookies, and redirects to where the redirect was begun.
 *
 * As `social.callback`, it accepts a state only from the browser that began the redirect, which the cookie shows. Only
 * the stored callback URL is redirected to. A `HEAD` request, and a browser that only fetches ahead, do not use up the
 * code.
 *
 * @returns null for any other request
 * @throws SetupError where limits count by address, and nothing tells the client's
 */
export async function answerServerCallback(
  runtime: Runtime,
  incoming: Request,
  { clientAddress }: RequestSource,
): Promise<Response | null> {
  if (incoming.method !== "GET" && incoming.method !== "HEAD") return null;
  const { pathname, searchParams } = new URL(incoming.url);
  const { options } = runtime;
  const providers = await providersAtPath(runtime, incoming, "providerServerCallback");
  if (providers === null) return new Response("Internal server error", { status: 500, headers: HEADERS });
  const provider = providers.find(({ id }) => hasServerCallback(options, id) && pathname === pathOf(runtime, id));
  if (provider === undefined) return null;
  if (incoming.method === "HEAD") return new Response(null, { headers: HEADERS });
  // An error is not kept: the browser asks again when the user really goes there.
  if (isFetchingAhead((name) => incoming.headers.get(name)))
    return new Response(null, { status: 503, headers: HEADERS });
  const resHeaders = new Headers();
  const opened = findCall(createAuthContext(runtime, { req: incoming, resHeaders }), runtime).open();
  // The app was asked for this request.
  opened.memo.providers = Promise.resolve(providers);
  const request: AuthRequest = { ...opened, client: "browser", ip: clientAddress ?? opened.ip };
  assertClientAddress(request);
  const end = await endOf(request, { ...Object.fromEntries(searchParams), provider: provider.id });
  for (const [name, value] of Object.entries(HEADERS)) resHeaders.set(name, value);
  resHeaders.set("location", placeOf(runtime, end));
  return new Response(null, { status: 302, headers: resHeaders });
}

function pathOf({ options }: Runtime, provider: string): string {
  return new URL(providerUrl(options, "providerServerCallback", provider)).pathname;
}

/** How a redirect ended. */
interface End {
  /** Null: the redirect was not recognised. */
  journey: Journey | null;
  /** Null: it succeeded. */
  error: CallbackError["error"] | null;
}

async function endOf(request: AuthRequest, fields: Record<string, string>): Promise<End> {
  const limits = openLimits(request, socialLoginLimits);
  try {
    await limits.take({});
    const input = callbackInput.safeParse(fields);
    if (!input.success) return { journey: null, error: "invalid" };
    const { process, callbackUrl } = await finishRedirect({ ...request, limits }, input.data);
    return { journey: { process, callbackUrl }, error: null };
  } catch (error) {
    if (error instanceof AuthError) return { journey: error.journey ?? null, error: error.code };
    request.runtime.reportError(error instanceof FailedJourney ? error.cause : error);
    emitEvent(request, { type: "error", userId: null });
    return { journey: error instanceof FailedJourney ? error.journey : null, error: "server_error" };
  } finally {
    limits.release();
  }
}

/** Never from the request: the stored callback URL, which was checked when the redirect began, or the app's own page. */
function placeOf({ options }: Runtime, { journey, error }: End): string {
  const place = new URL(
    journey?.callbackUrl ?? frontEndUrl(options, options.account.urls.providerError),
    options.origin,
  );
  if (error !== null) place.searchParams.set("error", error);
  if (error !== null && journey !== null) place.searchParams.set("error_process", journey.process);
  return place.href;
}
