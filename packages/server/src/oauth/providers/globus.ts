import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { unverifiedProfile } from "../profiles/oidcProfile.ts";

export const aboutGlobus: ProviderAbout = {
  id: "globus",
  name: "Globus",
  scopes: ["openid", "profile", "email"],
  console: "https://app.globus.org/settings/developers",
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "Passes on the address that the user's institution states.",
};

/** Globus: login with an account of a university or research institution. */
export function globus(options: PublicClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutGlobus, options), issuer: "https://auth.globus.org" },
    { profile: (claims) => unverifiedProfile(claims, "globus") },
  );
}
