import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutBasecamp: ProviderAbout = {
  id: "basecamp",
  name: "Basecamp",
  scopes: [],
  console: "https://launchpad.37signals.com/integrations",
  addresses: "unverified",
  quirk: "Made for API access: Basecamp advises against login, because it does not verify addresses.",
};

const answerSchema = z.object({ identity: z.object({ id: uid, email_address: address, first_name: text }) });

/** Basecamp, by 37signals Launchpad. */
export function basecamp(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutBasecamp, options),
    authorizationEndpoint: "https://launchpad.37signals.com/authorization/new",
    tokenEndpoint: "https://launchpad.37signals.com/authorization/token",
    pkce: "none",
    profile: profileAt("https://launchpad.37signals.com/authorization.json", answerSchema, ({ identity }) => ({
      uid: identity.id,
      email: identity.email_address,
      name: identity.first_name,
      raw: identity,
    })),
  });
}
