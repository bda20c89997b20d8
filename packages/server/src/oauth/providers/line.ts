import { z } from "zod";
import { type Provider, ProviderError, type ProviderHttp, type ProviderProfile } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { noncesOf, ofIdToken, requireIdToken } from "../nativeToken.ts";
import { oauth2 } from "../oauth2.ts";
import { claimsOfPerson } from "../profiles/oidcProfile.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutLine: ProviderAbout = {
  id: "line",
  name: "LINE",
  scopes: ["openid", "profile", "email"],
  console: "https://developers.line.biz/console/",
  addresses: "unverified",
  tokenLogin: "ID token",
  quirk: "Provides an address once the channel has permission to request it.",
};

/** For web sites, LINE signs with their own secret, and checks its tokens for them (LINE Login, "Verify ID token"). */
const VERIFY = "https://api.line.me/oauth2/v2.1/verify";
const claimsSchema = z.looseObject({
  iss: z.literal("https://access.line.me"),
  aud: z.string(),
  exp: z.number(),
  sub: uid,
  nonce: z.string().optional(),
  email: address,
  name: text,
});

interface Check {
  idToken: string;
  /** Null when none was requested. */
  nonces: readonly string[] | null;
  now: Date;
}

/** LINE Login. The client id is the channel's id. */
export function line(options: ClientOptions): Provider {
  const base = oauth2({
    ...clientOf(aboutLine, options),
    authorizationEndpoint: "https://access.line.me/oauth2/v2.1/authorize",
    tokenEndpoint: "https://api.line.me/oauth2/v2.1/token",
    // Never called: the ID token below identifies the user.
    profile: () => Promise.reject(new ProviderError("invalid", "line: no ID token")),
  });
  return {
    ...base,
    issuer: "https://access.line.me",
    async authorizationUrl(request, http) {
      const url = await base.authorizationUrl(request, http);
      url.searchParams.set("nonce", request.nonce);
      return url;
    },
    async profile({ idToken }, { nonce, now }, http) {
      if (idToken === null) throw new ProviderError("invalid", "line: no ID token");
      const nonces = nonce === null ? null : [nonce];
      return profileOfClaims(await verify(options.clientId, { idToken, nonces, now }, http));
    },
    async verifyToken(token, { now }, http) {
      const idToken = requireIdToken(token, "line");
      const claims = await verify(options.clientId, { idToken, nonces: noncesOf(token), now }, http);
      return ofIdToken(idToken, claims, { profile: profileOfClaims(claims) });
    },
  };
}

async function verify(clientId: string, { idToken, nonces, now }: Check, http: ProviderHttp) {
  const form = new URLSearchParams({ id_token: idToken, client_id: clientId });
  const claims = parseAs(claimsSchema, await http.json(VERIFY, { form }), "line");
  const isNonceRight = nonces === null || nonces.some((nonce) => nonce === claims.nonce);
  if (claims.aud === clientId && claims.exp * 1000 > now.getTime() && isNonceRight) return claims;
  throw new ProviderError("invalid", "line: the ID token is refused");
}

function profileOfClaims(claims: z.output<typeof claimsSchema>): ProviderProfile {
  const { sub, email, name } = claims;
  return profileOf({ uid: sub, email, name, raw: claimsOfPerson(claims) });
}
