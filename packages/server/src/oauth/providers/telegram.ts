import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutTelegram: ProviderAbout = {
  id: "telegram",
  name: "Telegram",
  scopes: ["openid", "profile"],
  console: "https://t.me/BotFather",
  addresses: "none",
  tokenLogin: "ID token",
  quirk: "A bot's web login, with its client id and secret, not its token.",
};

/** Log in with Telegram, by OpenID Connect; not the older widget. */
export function telegram(options: ClientOptions): Provider {
  return oidc({ ...clientOf(aboutTelegram, options), issuer: "https://oauth.telegram.org" });
}
