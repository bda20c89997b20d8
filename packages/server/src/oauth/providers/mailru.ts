import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutMailru: ProviderAbout = {
  id: "mailru",
  name: "Mail.ru",
  scopes: ["userinfo"],
  console: "https://o2.mail.ru/app/",
  addresses: "unverified",
};

const answerSchema = z.object({ id: uid, email: address, nickname: text, name: text });

/** Login with Mail.ru, by its OAuth server; connect.mail.ru is the one before it. */
export function mailru(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMailru, options),
    authorizationEndpoint: "https://oauth.mail.ru/login",
    tokenEndpoint: "https://oauth.mail.ru/token",
    pkce: "none",
    async profile(http, accessToken) {
      const url = new URL("https://oauth.mail.ru/userinfo");
      // It takes the token in no other place.
      url.searchParams.set("access_token", accessToken);
      const raw = await http.json(url);
      const { id, email, nickname, name } = parseAs(answerSchema, raw, "mailru");
      return profileOf({ uid: id, email, username: nickname, name, raw });
    },
  });
}
