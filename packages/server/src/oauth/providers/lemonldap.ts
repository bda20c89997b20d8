import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutLemonldap: ProviderAbout = {
  id: "lemonldap",
  name: "LemonLDAP::NG",
  scopes: ["openid", "profile", "email"],
  console: null,
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "The subject is the account's name, unless configured otherwise: do not reassign names.",
};

export interface LemonldapOptions extends PublicClientOptions {
  /** As in its configuration, such as `https://auth.acme.com`. */
  issuer: string;
}

/** A LemonLDAP::NG portal. */
export function lemonldap({ issuer, ...options }: LemonldapOptions): Provider {
  return oidc({ ...clientOf(aboutLemonldap, options), issuer });
}
