import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMercadoPago: ProviderAbout = {
  id: "mercadopago",
  name: "Mercado Pago",
  scopes: [],
  console: "https://www.mercadopago.com/developers/panel/app",
  addresses: "unverified",
  quirk: "Scopes are set in the console.",
};

/** Without the identity documents, telephone numbers and street addresses that the response also contains. */
const answerSchema = z.object({ id: uid, nickname: text, first_name: text, last_name: text, email: address });

/** Mercado Pago. Scopes are those of the app's registration. */
export function mercadoPago(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMercadoPago, options),
    authorizationEndpoint: "https://auth.mercadopago.com/authorization",
    tokenEndpoint: "https://api.mercadopago.com/oauth/token",
    profile: profileAt("https://api.mercadopago.com/users/me", answerSchema, (user) => ({
      uid: user.id,
      email: user.email,
      username: user.nickname,
      name: user.first_name,
      raw: user,
    })),
  });
}
