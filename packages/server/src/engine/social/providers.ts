import { chooseProviders, type ProvidersRequest } from "../../config/social/providers.ts";
import type { Provider } from "../../ports/provider.ts";
import type { AuthRequest } from "../request.ts";

/**
 * The providers of a request, hidden ones included: where the app chooses them, once for all calls of the request. To be
 * read before a transaction.
 */
export async function providersOf({ runtime, exchange, memo }: AuthRequest): Promise<readonly Provider[]> {
  const { providers } = runtime.options.social;
  if (typeof providers !== "function") return providers;
  // Another tenant's response would be another one.
  exchange.markPrivate();
  const asked: ProvidersRequest = {
    header: (name) => exchange.header(name.toLowerCase()) ?? null,
    host: exchange.header("host")?.toLowerCase() ?? null,
    path: exchange.path ?? null,
  };
  memo.providers ??= chooseProviders(providers, asked, runtime.providerAuthorities);
  return memo.providers;
}

/** The providers that clients are told of. */
export async function listedProviders(request: AuthRequest): Promise<Provider[]> {
  return (await providersOf(request)).filter(({ hidden }) => hidden !== true);
}
