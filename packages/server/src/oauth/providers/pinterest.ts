import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutPinterest: ProviderAbout = {
  id: "pinterest",
  name: "Pinterest",
  scopes: ["user_accounts:read"],
  console: "https://developers.pinterest.com/apps/",
  addresses: "none",
};

const answerSchema = z.object({ id: uid, username: text });

/** Login with Pinterest. */
export function pinterest(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutPinterest, options),
      authorizationEndpoint: "https://www.pinterest.com/oauth/",
      tokenEndpoint: "https://api.pinterest.com/v5/oauth/token",
      clientAuthentication: "basic",
      pkce: "none",
      profile: profileAt("https://api.pinterest.com/v5/user_account", answerSchema, (user) => ({
        uid: user.id,
        username: user.username,
      })),
    },
    { scopeSeparator: "," },
  );
}
