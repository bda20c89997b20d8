import type { ResolvedOptions } from "../config/options.ts";
import type { AuthRequest } from "../engine/request.ts";
import { providersOf } from "../engine/social/providers.ts";
import { emitEvent } from "../engine/transaction.ts";
import { frontEndUrl } from "../identity/urls.ts";
import { AuthError } from "../lib/authError.ts";
import { type Provider, ProviderError } from "../ports/provider.ts";

/** @throws AuthError `unknown_provider`, param `provider` */
export async function findProvider(request: AuthRequest, id: string): Promise<Provider> {
  const provider = (await providersOf(request)).find((one) => one.id === id);
  if (provider === undefined) throw new AuthError("unknown_provider", { param: "provider" });
  return provider;
}

/**
 * The URL to which the provider returns users. Each provider has its own: one cannot respond for another (RFC 9700
 * §4.4). An app client handles the return itself: the server's own callback knows its client by a cookie.
 */
export function redirectUriOf(
  { client, runtime: { options } }: Pick<AuthRequest, "client" | "runtime">,
  { id, responseMode }: Provider,
): string {
  if (responseMode === "form_post") return providerUrl(options, "providerFormPost", id);
  const isServers = client === "browser" && hasServerCallback(options, id);
  return providerUrl(options, isServers ? "providerServerCallback" : "providerCallback", id);
}

/** Whether `auth.handler` completes the redirect, instead of a page of the front end. */
export function hasServerCallback({ social: { serverCallback } }: ResolvedOptions, provider: string): boolean {
  return Array.isArray(serverCallback) ? serverCallback.includes(provider) : serverCallback;
}

/** The URL of a provider, from a template of `account.urls`. */
export function providerUrl(
  options: ResolvedOptions,
  template: "providerCallback" | "providerFormPost" | "providerServerCallback",
  provider: string,
): string {
  return frontEndUrl(options, options.account.urls[template].replaceAll("{provider}", encodeURIComponent(provider)));
}

/**
 * Calls a provider; the caller only learns whether trying again makes sense.
 *
 * @param param the input field that a refusal concerns
 * @throws AuthError `provider_failed`, `invalid_token`
 */
export async function callProvider<Result>(
  request: AuthRequest,
  { provider, param }: { provider: Provider; param: string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    emitEvent(request, { type: "provider_failed", userId: null, detail: `${provider.id}, ${error.kind}` });
    if (error.kind !== "unreachable") throw new AuthError("invalid_token", { param, cause: error });
    request.runtime.reportError(error);
    throw new AuthError("provider_failed", { cause: error });
  }
}
