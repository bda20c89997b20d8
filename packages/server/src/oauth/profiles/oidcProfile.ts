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
import { asksAgain, type OidcClient } from "../oidcClient.ts";
import { address, flag, parseAs, profileOf, text, uid } from "./parse.ts";

/** OpenID Connect Core §5.1. */
const standardClaims = z.looseObject({
  sub: uid,
  email: address,
  email_verified: flag,
  preferred_username: text,
  name: text,
});

/** The largest number of seconds since 1970 that a date can have. */
const MAX_SECONDS = 8.64e12;

/** Claims about the token or the login, not about the user. */
const OF_THE_TOKEN = new Set([
  "iss",
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "auth_time",
  "acr",
  "amr",
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

/** The same for a provider that passes on addresses which it did not check itself, whatever its claims state. */
export function unverifiedProfile(claims: Record<string, unknown>, who: string): ProviderProfile {
  return { ...standardProfile({ ...claims, email_verified: false }, who), raw: claims };
}

export function claimsOfPerson(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_TOKEN.has(name)));
}

/** How and when the user logged in at the provider; only what the ID token says, in the form that the standard gives it. */
type Authentication = Pick<ProviderProfile, "authenticatedAt" | "acr" | "amr">;

const authentication = z.object({
  auth_time: z.number().min(0).max(MAX_SECONDS).optional().catch(undefined),
  acr: z.string().optional().catch(undefined),
  amr: z.array(z.string()).optional().catch(undefined),
});

/** What a verified ID token says about the login at the provider (OpenID Connect Core §2). */
export function authenticationOf(claims: Record<string, unknown>): Authentication {
  const { auth_time, acr, amr } = authentication.parse(claims);
  return {
    ...(auth_time === undefined ? {} : { authenticatedAt: new Date(auth_time * 1000) }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
  };
}

/** The claims about the user of a login: of its verified ID token, and of userinfo. @throws ProviderError */
export async function claimsOfLogin(
  client: OidcClient,
  { tokens: { idToken, accessToken }, context }: { tokens: ProviderTokens; context: ProfileContext },
  http: ProviderHttp,
): Promise<Record<string, unknown>> {
  const { options, quirks } = client;
  const { nonce, now, reauthenticates } = context;
  if (idToken === null) throw new ProviderError("invalid", `${options.id}: no ID token`);
  const audiences: AtLeastOne = [options.clientId];
  const nonces: AtLeastOne | null = nonce === null ? null : [nonce];
  const rules = { audiences, nonces, allowsNoNonce: quirks.nonce === "optional", accessToken, now };
  const claims = await client.verify(idToken, rules, http);
  if (reauthenticates) await requireAuthTime(claims, client, http);
  return withUserInfo(claims, { client, accessToken, http });
}

/** OpenID Connect Core §2: the claim is required when `max_age` was requested; not every provider knows that. */
async function requireAuthTime(claims: IdTokenClaims, client: OidcClient, http: ProviderHttp): Promise<void> {
  const { options, metadata } = client;
  const isPromised =
    asksAgain(options)["max_age"] !== undefined && (await metadata(http)).claims_supported.includes("auth_time");
  if ((options.requiresAuthTime ?? isPromised) && authenticationOf(claims).authenticatedAt === undefined)
    throw new ProviderError("invalid", `${options.id}: the ID token does not state auth_time`);
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
    const told = await processUserInfoResponse(server, self, claims.sub, response);
    // Unsigned: only the ID token says how the user logged in.
    const { auth_time: _time, acr: _class, amr: _methods, ...person } = told;
    return { ...person, ...claims };
  } catch (error) {
    throw libraryRefusal(`${id}: userinfo is refused`, error);
  }
}
