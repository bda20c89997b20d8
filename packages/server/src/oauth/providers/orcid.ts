import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutOrcid: ProviderAbout = {
  id: "orcid",
  name: "ORCID",
  scopes: ["openid"],
  console: "https://orcid.org/developer-tools",
  addresses: "none",
  tokenLogin: "ID token",
};

export interface OrcidOptions extends ClientOptions {
  /** For test accounts at sandbox.orcid.org [false]. */
  sandbox?: boolean;
}

const claimsSchema = z.object({ sub: uid, given_name: text });

/** Login with ORCID. The id is the person's ORCID iD. */
export function orcid({ sandbox = false, ...options }: OrcidOptions): Provider {
  return oidcWith(
    {
      ...clientOf(aboutOrcid, options),
      issuer: sandbox ? "https://sandbox.orcid.org" : "https://orcid.org",
      clientAuthentication: "post",
    },
    {
      pkce: false,
      profile(claims) {
        const { sub, given_name } = parseAs(claimsSchema, claims, "orcid");
        return profileOf({ uid: sub, name: given_name, raw: claims });
      },
    },
  );
}
