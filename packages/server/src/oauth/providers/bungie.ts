import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutBungie: ProviderAbout = {
  id: "bungie",
  name: "Bungie.net",
  scopes: [],
  console: "https://www.bungie.net/en/Application",
  addresses: "none",
  quirk: "Needs the app's API key in addition to its client id; scopes are set in the console.",
};

export interface BungieOptions extends PublicClientOptions {
  /** From the console. */
  apiKey: string;
}

/** Without the accounts in games, which the response also contains. */
const answerSchema = z.object({
  Response: z.object({ bungieNetUser: z.object({ membershipId: uid, uniqueName: text, displayName: text }) }),
});

/** Login with Bungie.net. */
export function bungie({ apiKey, ...options }: BungieOptions): Provider {
  return oauth2({
    ...clientOf(aboutBungie, options),
    authorizationEndpoint: "https://www.bungie.net/en/oauth/authorize",
    tokenEndpoint: "https://www.bungie.net/platform/app/oauth/token",
    clientAuthentication: "basic",
    pkce: "none",
    profile: profileAt(
      "https://www.bungie.net/Platform/User/GetMembershipsForCurrentUser/",
      answerSchema,
      ({ Response: { bungieNetUser: user } }) => ({
        uid: user.membershipId,
        username: user.uniqueName,
        name: user.displayName,
        raw: user,
      }),
      { headers: { "x-api-key": apiKey } },
    ),
  });
}
