import { SetupError } from "../../lib/setupError.ts";
import { accountsIdOf, type ProviderAuthorities } from "./providers.ts";

/** Ids that are remembered, the latest. */
const MOST = 10_000;

/** For lists that an app makes for each request: nobody compares those of one tenant with those of another. */
export function createProviderAuthorities(): ProviderAuthorities {
  const known = new Map<string, string>();
  return {
    assertSame(providers) {
      for (const provider of providers) {
        const { authority } = provider;
        if (authority === undefined) continue;
        const id = accountsIdOf(provider);
        const former = known.get(id) ?? authority;
        if (former !== authority)
          throw new SetupError(
            `social.providers: the id "${id}" stood for ${former} and now for ${authority}. Connections are stored under the id, so users of one would log in to accounts of the other: give each tenant's provider an id of its own, and a new one when its issuer changes`,
          );
        known.delete(id);
        known.set(id, authority);
      }
      for (const id of known.keys()) {
        if (known.size <= MOST) break;
        known.delete(id);
      }
    },
  };
}
