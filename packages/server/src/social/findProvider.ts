import type { ResolvedOptions } from "../config/options.ts";
import type { AuthRequest } from "../engine/request.ts";
import { emitEvent } from "../engine/transaction.ts";
import { frontEndUrl } from "../identity/urls.ts";
import { AuthError } from "../lib/authError.ts";
import { type Provider, ProviderError } from "../ports/provider.ts";

/** @throws AuthError `unknown_provider`, param `provider` */
export function findProvider({ runtime }: Pick<AuthRequest, "runtime">, id: string): Provider {
  const provider = runtime.options.social.providers.find((one) => one.id === id);
  if (provider === undefined) throw new AuthError("unknown_provider", { param: "provider" });
  return provider;
}

/**
 * The URL to which the provider returns users. Each provider has its own: one cannot respond for another (RFC 9700
 * §4.4).
 */
export function redirectUriOf(options: ResolvedOptions, { id, responseMode }: Provider): string {
  const { providerCallback, providerFormPost } = options.account.urls;
  const template = responseMode === "form_post" ? providerFormPost : providerCallback;
  return frontEndUrl(options, template.replaceAll("{provider}", encodeURIComponent(id)));
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
