import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutOkta: ProviderAbout = {
  id: "okta",
  name: "Okta",
  scopes: ["openid", "profile", "email"],
  console: "https://developer.okta.com/login/",
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface OktaOptions extends PublicClientOptions {
  /** Such as `acme.okta.com`. */
  domain: string;
  /** The id of a custom authorization server, such as `default` [the organization's own]. */
  authorizationServer?: string;
  /** Further applications of the organization whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

/** An organization of Okta. */
export function okta({ domain, authorizationServer, clientIds = [], ...options }: OktaOptions): Provider {
  const path = authorizationServer === undefined ? "" : `/oauth2/${encodeURIComponent(authorizationServer)}`;
  return oidc({ ...clientOf(aboutOkta, options), clientIds, issuer: `https://${domain}${path}` });
}
