import type { Provider } from "../ports/provider.ts";
import type { ProviderInfo } from "../wire/provider.ts";

/** The description of a provider for clients. */
export function describeProvider({ id, name, clientId, openidConfigurationUrl, verifyToken }: Provider): ProviderInfo {
  return {
    id,
    name,
    clientId,
    flows: verifyToken === undefined ? ["provider_redirect"] : ["provider_redirect", "provider_token"],
    ...(openidConfigurationUrl === undefined ? {} : { openidConfigurationUrl }),
  };
}
