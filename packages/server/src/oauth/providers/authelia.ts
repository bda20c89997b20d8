import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { unverifiedProfile } from "../profiles/oidcProfile.ts";

export const aboutAuthelia: ProviderAbout = {
  id: "authelia",
  name: "Authelia",
  scopes: ["openid", "profile", "email"],
  console: null,
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "Reports every address as verified, whatever its directory contains, so none counts as verified.",
};

export interface AutheliaOptions extends PublicClientOptions {
  /** Such as `https://auth.acme.com`. */
  instance: string;
}

/** An Authelia instance. */
export function authelia({ instance, ...options }: AutheliaOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutAuthelia, options), issuer: instance.replace(/\/$/, "") },
    { profile: (claims) => unverifiedProfile(claims, "authelia") },
  );
}
