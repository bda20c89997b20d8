import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutPaypal: ProviderAbout = {
  id: "paypal",
  name: "PayPal",
  scopes: ["openid", "profile", "email"],
  console: "https://developer.paypal.com/dashboard/applications/live",
  addresses: "verified",
  quirk: "Account ids differ per app.",
};

export interface PaypalOptions extends ClientOptions {
  /** For test accounts at sandbox.paypal.com [false]. */
  sandbox?: boolean;
}

const answerSchema = z.object({ user_id: uid, email: address, email_verified: flag, name: text });

/** Log in with PayPal. */
export function paypal({ sandbox = false, ...options }: PaypalOptions): Provider {
  const domain = sandbox ? "sandbox.paypal.com" : "paypal.com";
  const api = `https://api-m.${domain}/v1`;
  return oauth2({
    ...clientOf(aboutPaypal, options),
    authorizationEndpoint: `https://www.${domain}/signin/authorize`,
    tokenEndpoint: `${api}/oauth2/token`,
    clientAuthentication: "basic",
    pkce: "none",
    authorizationParameters: { flowEntry: "static" },
    profile: profileAt(`${api}/identity/openidconnect/userinfo?schema=openid`, answerSchema, (user) => ({
      uid: user.user_id,
      email: user.email,
      verified: user.email_verified,
      name: user.name,
    })),
  });
}
