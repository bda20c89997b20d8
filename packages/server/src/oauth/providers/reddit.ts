import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutReddit: ProviderAbout = {
  id: "reddit",
  name: "Reddit",
  scopes: ["identity"],
  console: "https://www.reddit.com/prefs/apps",
  addresses: "none",
};

/** Without the preferences, which make up most of the response. */
const answerSchema = z.object({ id: uid, name: text });

/** Login with Reddit. */
export function reddit(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutReddit, options),
    authorizationEndpoint: "https://www.reddit.com/api/v1/authorize",
    tokenEndpoint: "https://www.reddit.com/api/v1/access_token",
    pkce: "none",
    clientAuthentication: "basic",
    profile: profileAt("https://oauth.reddit.com/api/v1/me", answerSchema, (user) => ({
      uid: user.id,
      username: user.name,
      raw: user,
    })),
  });
}
