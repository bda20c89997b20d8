import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";

export const aboutGoogle: ProviderAbout = {
  id: "google",
  name: "Google",
  scopes: ["openid", "profile", "email"],
  console: "https://console.cloud.google.com/auth/clients",
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface GoogleOptions extends ClientOptions {
  /** Further client ids of your project whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

/** Google, including One Tap and its SDKs. */
export function google({ clientIds = [], ...options }: GoogleOptions): Provider {
  return oidcWith(
    {
      ...clientOf(aboutGoogle, options),
      clientIds,
      issuer: "https://accounts.google.com",
      // It refuses `login`.
      reauthenticationParameters: { prompt: "select_account" },
    },
    {
      // Both forms are documented.
      issuerOf: ({ iss }, published) => (iss === "accounts.google.com" ? iss : published),
      // Apps of one project request tokens that are meant for its server: aud is the server, azp the app.
      allowsOtherParties: true,
    },
  );
}
