import { z } from "zod";
import { type Provider, ProviderError } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { claimsOfPerson } from "../profiles/oidcProfile.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutEveOnline: ProviderAbout = {
  id: "eveonline",
  name: "EVE Online",
  scopes: ["publicData"],
  console: "https://developers.eveonline.com/applications",
  addresses: "none",
  quirk: "An account is one character of one owner: a character that is sold becomes another account.",
};

const claimsSchema = z.looseObject({
  iss: z.enum(["login.eveonline.com", "https://login.eveonline.com"]),
  aud: z.array(z.string()),
  owner: uid,
  name: text,
});

/** EVE Online. Its access token is a JWT, which comes from it directly (OpenID Connect Core §3.1.3.7, 6). */
export function eveOnline(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutEveOnline, options),
    authorizationEndpoint: "https://login.eveonline.com/v2/oauth/authorize",
    tokenEndpoint: "https://login.eveonline.com/v2/oauth/token",
    clientAuthentication: "basic",
    async profile(_http, accessToken) {
      const { decodeJwt } = await import("jose");
      const claims = parseAs(claimsSchema, decodeJwt(accessToken), "eveonline");
      if (!claims.aud.includes(options.clientId)) throw new ProviderError("invalid", "eveonline: another app's token");
      return profileOf({ uid: claims.owner, name: claims.name, raw: claimsOfPerson(claims) });
    },
  });
}
