import { z } from "zod";
import {
  type ProfileContext,
  ProviderError,
  type ProviderHttp,
  type ProviderProfile,
  type ProviderTokens,
} from "../../ports/provider.ts";
import { callsThrough, libraryRefusal } from "../http/libraryCalls.ts";
import type { AtLeastOne, IdTokenClaims } from "../idToken.ts";
import type { OidcClient } from "../oidcClient.ts";
import { address, flag, parseAs, profileOf, text, uid } from "./parse.ts";

/** OpenID Connect Core §5.1. */
const standardClaims = z.looseObject({
  sub: uid,
  email: address,
  email_verified: flag,
  preferred_username: text,
  name: text,
});

/** Claims about the token, not about the user. */
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

/** A profile from the standard claims. An address counts as verified only when the provider states it. */
export function standardProfile(claims: Record<string, unknown>, who: string): ProviderProfile {
  const { sub, email, email_verified, preferred_username, name } = parseAs(standardClaims, claims, who);
  return profileOf({ uid: sub, email, verified: email_verified, username: preferred_username, name, raw: claims });
}

export function claimsOfPerson(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_TOKEN.has(name)));
}

/** The claims about the user of a login: of its verified ID token, and of userinfo. @throws ProviderError */
export async function claimsOfLogin(
  client: OidcClient,
  { tokens: { idToken, accessToken }, context: { nonce, now } }: { tokens: ProviderTokens; context: ProfileContext },
  http: ProviderHttp,
): Promise<Record<string, unknown>> {
  const { options, quirks } = client;
  if (idToken === null) throw new ProviderError("invalid", `${options.id}: no ID token`);
  const audiences: AtLeastOne = [options.clientId];
  const nonces: AtLeastOne | null = nonce === null ? null : [nonce];
  const rules = { audiences, nonces, allowsNoNonce: quirks.nonce === "optional", accessToken, now };
  const claims = await client.verify(idToken, rules, http);
  return withUserInfo(claims, { client, accessToken, http });
}

/**
 * The claims, with those of the userinfo endpoint when the requested address is missing: some providers keep their ID
 * tokens small. It must be about the same user (OpenID Connect Core §5.3.2).
 */
export async function withUserInfo(
  claims: IdTokenClaims,
  { client, accessToken, http }: { client: OidcClient; accessToken: string | null; http: ProviderHttp },
): Promise<Record<string, unknown>> {
  const { issuer, userinfo_endpoint: endpoint } = await client.metadata(http);
  const isWanted = client.scopes.includes("email") && claims.email === undefined;
  if (!isWanted || endpoint === undefined || accessToken === null) return claims;
  const { processUserInfoResponse, userInfoRequest } = await import("oauth4webapi");
  const { id, clientId } = client.options;
  const [server, self] = [{ issuer, userinfo_endpoint: endpoint }, { client_id: clientId }];
  try {
    const response = await userInfoRequest(server, self, accessToken, await callsThrough(http));
    return { ...(await processUserInfoResponse(server, self, claims.sub, response)), ...claims };
  } catch (error) {
    throw libraryRefusal(`${id}: userinfo is refused`, error);
  }
}
