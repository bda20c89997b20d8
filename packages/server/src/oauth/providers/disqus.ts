import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutDisqus: ProviderAbout = {
  id: "disqus",
  name: "Disqus",
  scopes: ["read"],
  console: "https://disqus.com/api/applications/",
  addresses: "none",
};

const userSchema = z.object({ user_id: uid, username: text });

/** Login with Disqus. The user is named beside the tokens: its API would want the secret in a URL. */
export function disqus(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutDisqus, options),
      authorizationEndpoint: "https://disqus.com/api/oauth/2.0/authorize/",
      tokenEndpoint: "https://disqus.com/api/oauth/2.0/access_token/",
      pkce: "none",
      async profile(_http, _accessToken, { extra }) {
        const { user_id, username } = parseAs(userSchema, extra, "disqus");
        return profileOf({ uid: user_id, username, raw: { user_id, username } });
      },
    },
    { scopeSeparator: "," },
  );
}
