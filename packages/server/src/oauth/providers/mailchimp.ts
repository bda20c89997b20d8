import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutMailchimp: ProviderAbout = {
  id: "mailchimp",
  name: "Mailchimp",
  scopes: [],
  console: "https://admin.mailchimp.com/account/oauth2/",
  addresses: "unverified",
  quirk: "An account belongs to a Mailchimp account: its id combines those of that account and the login.",
};

const loginSchema = z.object({ login_id: uid, login_email: address, login_name: text });
const answerSchema = z.object({ user_id: uid, login: loginSchema });

/** Login with Mailchimp. Its tokens do not expire. */
export function mailchimp(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutMailchimp, options),
      authorizationEndpoint: "https://login.mailchimp.com/oauth2/authorize",
      tokenEndpoint: "https://login.mailchimp.com/oauth2/token",
      pkce: "none",
      async profile(http, accessToken) {
        const headers = { authorization: `OAuth ${accessToken}` };
        const raw = await http.json("https://login.mailchimp.com/oauth2/metadata", { headers });
        const { user_id, login } = parseAs(answerSchema, raw, "mailchimp");
        // The first is the company's, and the same for everybody in it.
        const both = `${user_id}_${login.login_id}`;
        return profileOf({ uid: both, email: login.login_email, username: login.login_name, raw });
      },
    },
    { refreshEndpoint: null },
  );
}
