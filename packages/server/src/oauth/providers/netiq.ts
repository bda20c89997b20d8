import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { unverifiedProfile } from "../profiles/oidcProfile.ts";

export const aboutNetiq: ProviderAbout = {
  id: "netiq",
  name: "NetIQ",
  scopes: ["openid", "profile", "email"],
  console: null,
  addresses: "unverified",
  tokenLogin: "ID token",
};

export interface NetiqOptions extends PublicClientOptions {
  /** The URL of the identity server, such as `https://access.acme.com`. */
  instance: string;
}

/** NetIQ Access Manager, now of OpenText. */
export function netiq({ instance, ...options }: NetiqOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutNetiq, options), issuer: `${instance.replace(/\/$/, "")}/nidp/oauth/nam` },
    { profile: (claims) => unverifiedProfile(claims, "netiq") },
  );
}
