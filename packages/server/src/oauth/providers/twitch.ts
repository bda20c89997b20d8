import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";

export const aboutTwitch: ProviderAbout = {
  id: "twitch",
  name: "Twitch",
  scopes: ["openid", "user:read:email"],
  console: "https://dev.twitch.tv/console/apps",
  addresses: "verified",
  tokenLogin: "ID token",
};

/** Twitch includes in its ID tokens only what is requested by name (OpenID Connect Core §5.5). */
const CLAIMS = JSON.stringify({ id_token: { email: null, email_verified: null, preferred_username: null } });

/** Login with Twitch. */
export function twitch(options: ClientOptions): Provider {
  return oidcWith(
    {
      ...clientOf(aboutTwitch, options),
      issuer: "https://id.twitch.tv/oauth2",
      clientAuthentication: "post",
      authorizationParameters: { claims: CLAIMS },
    },
    { pkce: false },
  );
}
