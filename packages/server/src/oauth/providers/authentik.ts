import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutAuthentik: ProviderAbout = {
  id: "authentik",
  name: "authentik",
  scopes: ["openid", "profile", "email"],
  console: null,
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "Versions before 2025.10 report every address as verified, whatever the user entered.",
};

export interface AuthentikOptions extends PublicClientOptions {
  /** Such as `https://authentik.acme.com`. */
  instance: string;
  /** The application's slug. */
  application: string;
}

/** An application of an authentik instance. */
export function authentik({ instance, application, ...options }: AuthentikOptions): Provider {
  const issuer = `${instance.replace(/\/$/, "")}/application/o/${encodeURIComponent(application)}/`;
  return oidc({ ...clientOf(aboutAuthentik, options), issuer });
}
