import { z } from "zod";
import { type Provider, ProviderError } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutWeibo: ProviderAbout = {
  id: "weibo",
  name: "Weibo",
  scopes: [],
  console: "https://open.weibo.com/apps",
  addresses: "none",
};

const tokensSchema = z.object({ uid });
const userSchema = z.object({ idstr: uid, screen_name: text, name: text });

/** Login with Weibo. */
export function weibo(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutWeibo, options),
      authorizationEndpoint: "https://api.weibo.com/oauth2/authorize",
      tokenEndpoint: "https://api.weibo.com/oauth2/access_token",
      pkce: "none",
      async profile(http, accessToken, { extra }) {
        const tokens = parseAs(tokensSchema, extra, "weibo");
        const url = new URL("https://api.weibo.com/2/users/show.json");
        url.search = new URLSearchParams({ uid: tokens.uid }).toString();
        const raw = await http.json(url, { headers: { authorization: `OAuth2 ${accessToken}` } });
        const { idstr, screen_name, name } = parseAs(userSchema, raw, "weibo");
        if (idstr !== tokens.uid) throw new ProviderError("invalid", "weibo: the profile is another person's");
        return profileOf({ uid: idstr, username: screen_name, name, raw });
      },
    },
    { refreshEndpoint: null },
  );
}
