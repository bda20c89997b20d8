import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutKeycloak: ProviderAbout = {
  id: "keycloak",
  name: "Keycloak",
  scopes: ["openid", "profile", "email"],
  console: null,
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface KeycloakOptions extends PublicClientOptions {
  /** Such as `https://keycloak.acme.com/realms/acme`. */
  realm: string;
  /** Further clients of the realm whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

/** A realm of a Keycloak instance. */
export function keycloak({ realm, clientIds = [], ...options }: KeycloakOptions): Provider {
  return oidc({ ...clientOf(aboutKeycloak, options), clientIds, issuer: realm.replace(/\/$/, "") });
}
