import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutStrava: ProviderAbout = {
  id: "strava",
  name: "Strava",
  scopes: ["read"],
  console: "https://www.strava.com/settings/api",
  addresses: "none",
};

const answerSchema = z.object({ id: uid, username: text, firstname: text });

/** Login with Strava. */
export function strava(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutStrava, options),
      authorizationEndpoint: "https://www.strava.com/oauth/authorize",
      tokenEndpoint: "https://www.strava.com/api/v3/oauth/token",
      pkce: "none",
      profile: profileAt("https://www.strava.com/api/v3/athlete", answerSchema, ({ id, username, firstname }) => ({
        uid: id,
        username,
        name: firstname,
      })),
    },
    { scopeSeparator: "," },
  );
}
