import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMercadoLibre: ProviderAbout = {
  id: "mercadolibre",
  name: "Mercado Libre",
  scopes: [],
  console: "https://developers.mercadolibre.com.ar/devcenter",
  addresses: "unverified",
  quirk: "Scopes are set in the console.",
};

/** Without the identity documents, telephone numbers and street addresses that the response also contains. */
const answerSchema = z.object({ id: uid, nickname: text, first_name: text, last_name: text, email: address });

/** Mercado Libre. Scopes are those of the app's registration. */
export function mercadoLibre(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMercadoLibre, options),
    authorizationEndpoint: "https://auth.mercadolibre.com/authorization",
    tokenEndpoint: "https://api.mercadolibre.com/oauth/token",
    profile: profileAt("https://api.mercadolibre.com/users/me", answerSchema, (user) => ({
      uid: user.id,
      email: user.email,
      username: user.nickname,
      name: user.first_name,
      raw: user,
    })),
  });
}
