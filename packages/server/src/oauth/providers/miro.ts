import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { parseAs, profileOf, uid } from "../profiles/parse.ts";

export const aboutMiro: ProviderAbout = {
  id: "miro",
  name: "Miro",
  scopes: ["identity:read"],
  console: "https://miro.com/app/settings/user-profile/apps",
  addresses: "none",
};

const userSchema = z.object({ user_id: uid });

/** Login with Miro. It returns the user's id together with the tokens. */
export function miro(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMiro, options),
    authorizationEndpoint: "https://miro.com/oauth/authorize",
    tokenEndpoint: "https://api.miro.com/v1/oauth/token",
    pkce: "none",
    profile: async (_http, _accessToken, { extra }) =>
      profileOf({ uid: parseAs(userSchema, extra, "miro").user_id, raw: {} }),
  });
}
