import { z } from "zod";
import { ProviderError, type ProviderHttp, type ProviderProfile } from "../../ports/provider.ts";
import type { RelyingParty } from "../relyingParty.ts";
import { address, flag, parseAs, profileOf, text, uid } from "./parse.ts";

/** OpenID Connect Core §5.1. */
const standardClaims = z.looseObject({
  sub: uid,
  email: address,
  email_verified: flag,
  preferred_username: text,
  name: text,
});

/** What a token says of itself, not of the person. */
const OF_THE_TOKEN = new Set([
  "iss",
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "auth_time",
  "nonce",
  "jti",
  "at_hash",
  "c_hash",
]);

/** A profile of the standard claims. An address counts as verified when the provider says so and not otherwise. */
export function standardProfile(claims: Record<string, unknown>, who: string): ProviderProfile {
  const { sub, email, email_verified, preferred_username, name } = parseAs(standardClaims, claims, who);
  return profileOf({ uid: sub, email, verified: email_verified, username: preferred_username, name, raw: claims });
}

export function claimsOfPerson(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_TOKEN.has(name)));
}

/**
 * The claims, with those of the userinfo endpoint when the address that was asked for is not among them: some
 * providers keep their ID tokens small. It must speak of the same person (OpenID Connect Core §5.3.2).
 */
export async function withUserInfo(
  claims: Record<string, unknown>,
  { party, accessToken, http }: { party: RelyingParty; accessToken: string | null; http: ProviderHttp },
): Promise<Record<string, unknown>> {
  const { userinfo_endpoint: endpoint } = await party.metadata(http);
  const isWanted = party.scopes.includes("email") && claims.email === undefined;
  if (!isWanted || endpoint === undefined || accessToken === null) return claims;
  const info = parseAs(
    z.looseObject({ sub: z.string() }),
    await http.json(endpoint, { bearer: accessToken }),
    "userinfo",
  );
  if (info.sub !== claims.sub) throw new ProviderError("invalid", `${party.options.id}: userinfo is another person's`);
  return { ...info, ...claims };
}
