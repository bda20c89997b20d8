import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutStackExchange: ProviderAbout = {
  id: "stackexchange",
  name: "Stack Exchange",
  scopes: [],
  console: "https://stackapps.com/apps/oauth",
  addresses: "none",
  quirk: "Needs the app's key in addition to its id and secret. One account for all sites, with a name on each.",
};

export interface StackExchangeOptions extends ClientOptions {
  /** From the console. */
  key: string;
  /** The site on which the name is looked up; users need an account there [stackoverflow]. */
  site?: string;
}

const userSchema = z.object({ account_id: uid, display_name: text });
const answerSchema = z.object({ items: z.tuple([userSchema]) });

/** Stack Overflow and the other sites of Stack Exchange. */
export function stackExchange({ key, site = "stackoverflow", ...options }: StackExchangeOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutStackExchange, options),
      authorizationEndpoint: "https://stackoverflow.com/oauth",
      tokenEndpoint: "https://stackoverflow.com/oauth/access_token/json",
      pkce: "none",
      async profile(http, accessToken) {
        const url = new URL("https://api.stackexchange.com/2.3/me");
        // It takes the token in no other place.
        url.search = new URLSearchParams({ site, key, access_token: accessToken }).toString();
        const { items } = parseAs(answerSchema, await http.json(url), "stackexchange");
        const [{ account_id, display_name }] = items;
        return profileOf({ uid: account_id, name: display_name, raw: { account_id, display_name } });
      },
    },
    { refreshEndpoint: null },
  );
}
