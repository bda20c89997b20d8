import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";

export const aboutYahoo: ProviderAbout = {
  id: "yahoo",
  name: "Yahoo",
  scopes: ["openid", "profile", "email"],
  console: "https://developer.yahoo.com/apps/",
  addresses: "verified",
  tokenLogin: "ID token",
};

/** Login with Yahoo. */
export function yahoo(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutYahoo, options), issuer: "https://api.login.yahoo.com", clientAuthentication: "basic" },
    { pkce: false },
  );
}
