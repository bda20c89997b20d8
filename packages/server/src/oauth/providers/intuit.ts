import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutIntuit: ProviderAbout = {
  id: "intuit",
  name: "Intuit",
  scopes: ["openid", "profile", "email"],
  console: "https://developer.intuit.com/app/developer/dashboard",
  addresses: "verified",
};

export interface IntuitOptions extends ClientOptions {
  /** For development keys [false]. */
  sandbox?: boolean;
}

const answerSchema = z.object({ sub: uid, email: address, emailVerified: flag, givenName: text });

/** Intuit, as for QuickBooks. */
export function intuit({ sandbox = false, ...options }: IntuitOptions): Provider {
  const host = sandbox ? "sandbox-accounts.platform.intuit.com" : "accounts.platform.intuit.com";
  return oauth2({
    ...clientOf(aboutIntuit, options),
    authorizationEndpoint: "https://appcenter.intuit.com/connect/oauth2",
    tokenEndpoint: "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    clientAuthentication: "basic",
    pkce: "none",
    profile: profileAt(`https://${host}/v1/openid_connect/userinfo`, answerSchema, (user) => ({
      uid: user.sub,
      email: user.email,
      verified: user.emailVerified,
      name: user.givenName,
    })),
  });
}
