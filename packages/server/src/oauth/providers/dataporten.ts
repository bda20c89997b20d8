import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { unverifiedProfile } from "../profiles/oidcProfile.ts";

export const aboutDataporten: ProviderAbout = {
  id: "dataporten",
  name: "Feide",
  scopes: ["openid", "profile", "email"],
  console: "https://kunde.feide.no/",
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "Passes on the address that the user's institution states.",
};

/** Feide (formerly Dataporten): login with an account of a Norwegian school or university. */
export function dataporten(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutDataporten, options), issuer: "https://auth.dataporten.no" },
    { profile: (claims) => unverifiedProfile(claims, "dataporten") },
  );
}
