import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { unverifiedProfile } from "../profiles/oidcProfile.ts";

export const aboutCilogon: ProviderAbout = {
  id: "cilogon",
  name: "CILogon",
  scopes: ["openid", "profile", "email"],
  console: "https://cilogon.org/oauth2/register",
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "Passes on the address that the user's institution states.",
};

/** CILogon: login with an account of a university or research institution. */
export function cilogon(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutCilogon, options), issuer: "https://cilogon.org" },
    { profile: (claims) => unverifiedProfile(claims, "cilogon") },
  );
}
