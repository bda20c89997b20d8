import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutDoximity: ProviderAbout = {
  id: "doximity",
  name: "Doximity",
  scopes: ["openid", "profile:read:basic"],
  console: "https://www.doximity.com/developers/api_signup",
  addresses: "none",
  tokenLogin: "ID token",
};

const claimsSchema = z.object({ sub: uid, name: text });

/** Login with Doximity, for medical professionals. */
export function doximity(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutDoximity, options), issuer: "https://auth.doximity.com" },
    {
      profile(claims) {
        const { sub, name } = parseAs(claimsSchema, claims, "doximity");
        return profileOf({ uid: sub, name, raw: claims });
      },
    },
  );
}
