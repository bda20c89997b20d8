import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutAuth0: ProviderAbout = {
  id: "auth0",
  name: "Auth0",
  scopes: ["openid", "profile", "email"],
  console: "https://manage.auth0.com/",
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface Auth0Options extends PublicClientOptions {
  /** Such as `acme.eu.auth0.com`. */
  domain: string;
  /** Further applications of the tenant whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

/** A tenant of Auth0. */
export function auth0({ domain, clientIds = [], ...options }: Auth0Options): Provider {
  return oidc({ ...clientOf(aboutAuth0, options), clientIds, issuer: `https://${domain}/` });
}
