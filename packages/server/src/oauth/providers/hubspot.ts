import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, parseAs, profileOf, uid } from "../profiles/parse.ts";

export const aboutHubspot: ProviderAbout = {
  id: "hubspot",
  name: "HubSpot",
  scopes: ["oauth"],
  console: "https://developers.hubspot.com/",
  addresses: "unverified",
  quirk: "An account belongs to a HubSpot account: its id combines those of that account and the user.",
};

const ENDPOINT = "https://api.hubapi.com/oauth/2026-09/token";
const answerSchema = z.object({ active: z.literal(true), hub_id: uid, user_id: uid, user: address });

/** Login with HubSpot. It installs the app in the HubSpot account that the user chooses. */
export function hubspot(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutHubspot, options),
    authorizationEndpoint: "https://app.hubspot.com/oauth/authorize",
    tokenEndpoint: ENDPOINT,
    pkce: "none",
    async profile(http, accessToken) {
      const { clientId, clientSecret } = options;
      const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, token: accessToken });
      const { hub_id, user_id, user } = parseAs(
        answerSchema,
        await http.json(`${ENDPOINT}/introspect`, { form }),
        "hubspot",
      );
      // Without the rest of the response, which repeats the token.
      return profileOf({ uid: `${hub_id}_${user_id}`, email: user, raw: { hub_id, user_id, user } });
    },
  });
}
