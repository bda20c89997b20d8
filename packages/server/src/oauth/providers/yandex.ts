import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

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
    profile: profileAt("https://login.yandex.ru/info?format=json", answerSchema, (user) => ({
      uid: user.id,
      email: user.default_email,
      username: user.login,
      name: user.real_name,
    })),
  });
}
