import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";

export const aboutLinkedin: ProviderAbout = {
  id: "linkedin",
  name: "LinkedIn",
  scopes: ["openid", "profile", "email"],
  console: "https://www.linkedin.com/developers/apps",
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "Does not return the nonce in its ID tokens; account ids differ per app.",
};

/** LinkedIn, with its product "Sign In with LinkedIn using OpenID Connect". */
export function linkedin(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutLinkedin, options), issuer: "https://www.linkedin.com/oauth", clientAuthentication: "post" },
    { pkce: false, nonce: "optional" },
  );
}
