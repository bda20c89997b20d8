import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutYandex: ProviderAbout = {
  id: "yandex",
  name: "Yandex",
  scopes: ["login:info", "login:email"],
  console: "https://oauth.yandex.com/",
  addresses: "unverified",
};

const answerSchema = z.object({ id: uid, login: text, real_name: text, default_email: address });

/** Login with Yandex. */
export function yandex(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutYandex, options),
    authorizationEndpoint: "https://oauth.yandex.com/authorize",
    tokenEndpoint: "https://oauth.yandex.com/token",
    pkce: "none",
    clientAuthentication: "basic",
    async profile(http, accessToken) {
      // A scheme of its own (Yandex ID, "Exchanging the token for information about the user").
      const headers = { authorization: `OAuth ${accessToken}` };
      const raw = await http.json("https://login.yandex.ru/info?format=json", { headers });
      const { id, default_email, login, real_name } = parseAs(answerSchema, raw, "yandex");
      return profileOf({ uid: id, email: default_email, username: login, name: real_name, raw });
    },
  });
}
