import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutSynology: ProviderAbout = {
  id: "synology",
  name: "Synology",
  scopes: ["openid", "email"],
  console: null,
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "The subject is derived from the account name: do not reassign names.",
};

export interface SynologyOptions extends ClientOptions {
  /** The URL of the SSO Server, such as `https://nas.acme.com`. */
  instance: string;
}

const claimsSchema = z.object({ sub: uid, email: address, username: text });

/** The SSO Server of a Synology NAS. */
export function synology({ instance, ...options }: SynologyOptions): Provider {
  return oidcWith(
    {
      ...clientOf(aboutSynology, options),
      issuer: `${instance.replace(/\/$/, "")}/webman/sso`,
      clientAuthentication: "basic",
    },
    {
      nonce: "optional",
      profile(claims) {
        const { sub, email, username } = parseAs(claimsSchema, claims, "synology");
        return profileOf({ uid: sub, email, username, raw: claims });
      },
    },
  );
}
