import { createHash } from "node:crypto";
import type { JWTPayload } from "jose";
import type { AuthorizationServer, Client } from "oauth4webapi";
import { z } from "zod";
import { systemClock } from "../ports/clock.ts";
import { ProviderError } from "../ports/provider.ts";
import type { Jwk, Metadata } from "./discovery.ts";
import { cleanRecord } from "./http/cleanJson.ts";
import { libraryRefusal } from "./http/libraryCalls.ts";
import { parseAs } from "./profiles/parse.ts";

/** Seconds by which clocks may differ. */
export const TOLERANCE = 60;
const MAX_LENGTH = 16_384;
const REFUSED = "the ID token is refused";

export type AtLeastOne = readonly [string, ...string[]];

export interface IdTokenRules {
  /** The required `iss` [the published one]; null refuses the token. */
  issuerOf?(claims: Record<string, unknown>, published: string): string | null;
  /** Our clients: `aud` must name one of them. */
  audiences: AtLeastOne;
  /** Whether another client may have requested the token (`azp`), if it is meant for one of ours. */
  allowsOtherParties?: boolean;
  /** The token must contain one of these; null when none was requested. */
  nonces: AtLeastOne | null;
  /** Whether the token may contain none: some issuers do not repeat it. */
  allowsNoNonce?: boolean;
  /** Must match `at_hash`, if there is one. */
  accessToken: string | null;
  now: Date;
}

/** The issuer of ID tokens, with its keys. */
export interface Signer {
  metadata: Pick<Metadata, "issuer" | "jwks_uri" | "id_token_signing_alg_values_supported">;
  /** The issuer's keys; called again with true when none of them matches the token. */
  keys(isUnknown: boolean): Promise<Jwk[]>;
}

const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  exp: z.number(),
  iat: z.number(),
  azp: z.string().optional(),
  at_hash: z.string().optional(),
  jti: z.string().optional(),
});
/** The claims of an ID token that was verified. */
export type IdTokenClaims = z.output<typeof claimsSchema>;

/**
 * Verifies an ID token (OpenID Connect Core §3.1.3.7): oauth4webapi checks the signature, algorithm, iss, aud, exp and
 * nonce; this function checks the rest: iat, azp with a single audience, and at_hash.
 *
 * Keys come from the issuer that we chose, never from the token: `jku`, `x5u` and `jwk` of its header are ignored.
 *
 * @throws ProviderError
 */
export async function verifyIdToken(token: string, rules: IdTokenRules, signer: Signer): Promise<IdTokenClaims> {
  if (token.length > MAX_LENGTH) throw refused("it is too long");
  try {
    const verified = await verifyWithNewKeys(token, await expectationsOf(token, rules, signer), signer);
    const claims = parseAs(claimsSchema, cleanRecord(verified), "ID token");
    checkParty(claims, rules);
    if (claims.iat > rules.now.getTime() / 1000 + TOLERANCE) throw refused("iat lies ahead");
    await checkAccessTokenHash(token, claims, rules.accessToken);
    return claims;
  } catch (error) {
    throw libraryRefusal(REFUSED, error);
  }
}

/** The values with which oauth4webapi compares a token. */
interface Expectations {
  server: AuthorizationServer;
  client: Client;
  /** Undefined where there must be none. */
  nonce: string | undefined;
}

/**
 * oauth4webapi supports one issuer, one client and one nonce; apps have several. The unverified token may select one of
 * ours, because all of them are valid.
 */
async function expectationsOf(token: string, rules: IdTokenRules, { metadata }: Signer): Promise<Expectations> {
  const [jose, oauth] = await Promise.all([import("jose"), import("oauth4webapi")]);
  const claims = jose.decodeJwt(token);
  const issuer = rules.issuerOf === undefined ? metadata.issuer : rules.issuerOf(claims, metadata.issuer);
  if (issuer === null) throw refused("iss is another's");
  const skew = Math.floor(rules.now.getTime() / 1000) - Math.floor(systemClock().getTime() / 1000);
  const client = {
    client_id: clientIn(claims, rules.audiences),
    [oauth.clockSkew]: skew,
    [oauth.clockTolerance]: TOLERANCE,
  };
  return { server: { ...metadata, issuer }, client, nonce: nonceIn(claims, rules) };
}

function clientIn(claims: JWTPayload, ours: AtLeastOne): string {
  const named = ours.filter((clientId) => [claims.aud].flat().includes(clientId));
  return named.find((clientId) => clientId === claims.azp) ?? named[0] ?? ours[0];
}

/** Undefined where the token contains none and need not. */
function nonceIn({ nonce }: JWTPayload, { nonces, allowsNoNonce }: IdTokenRules): string | undefined {
  if (nonce === undefined && (nonces === null || allowsNoNonce === true)) return undefined;
  // No nonce was requested, so any value is accepted.
  if (nonces === null) return String(nonce);
  return nonces.find((own) => own === nonce) ?? nonces[0];
}

/** An issuer may have changed its keys since they were read. */
async function verifyWithNewKeys(token: string, expected: Expectations, { keys }: Signer) {
  const { KEY_SELECTION, OperationProcessingError } = await import("oauth4webapi");
  return verify(token, expected, await keys(false)).catch(async (error: unknown) => {
    if (error instanceof OperationProcessingError && error.code === KEY_SELECTION)
      return verify(token, expected, await keys(true));
    throw error;
  });
}

/**
 * oauth4webapi accepts ID tokens only in the response of a token endpoint. Ours also come from apps, and are verified
 * where the nonce is known; so it gets a response that contains nothing else.
 *
 * It would cache keys by the system clock. Ours are cached by the request's clock (`cachedKeys`), and the library gets
 * a new server object each time, and so has no cached keys.
 */
async function verify(token: string, { server, client, nonce }: Expectations, keys: readonly Jwk[]) {
  const oauth = await import("oauth4webapi");
  const answer = Response.json({ access_token: "none", token_type: "bearer", id_token: token });
  const issuer = { ...server };
  const processed = await oauth.processAuthorizationCodeResponse(issuer, client, answer, {
    expectedNonce: nonce ?? oauth.expectNoNonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(issuer, answer, {
    [oauth.customFetch]: async () => Response.json({ keys }),
    [oauth.allowInsecureRequests]: true,
  });
  return { ...oauth.getValidatedIdTokenClaims(processed) };
}

/** oauth4webapi checks `azp` only with several audiences. */
function checkParty({ azp }: IdTokenClaims, { audiences, allowsOtherParties }: IdTokenRules): void {
  if (azp !== undefined && allowsOtherParties !== true && !audiences.includes(azp)) throw refused("azp is another app");
}

/** OpenID Connect Core §3.1.3.6: the left half of the hash, by the signature's algorithm. */
async function checkAccessTokenHash(
  token: string,
  { at_hash }: IdTokenClaims,
  accessToken: string | null,
): Promise<void> {
  if (at_hash === undefined || accessToken === null) return;
  const { decodeProtectedHeader } = await import("jose");
  const bits = /(256|384|512)$/.exec(decodeProtectedHeader(token).alg ?? "")?.[1] ?? "512";
  const digest = createHash(`sha${bits}`).update(accessToken).digest();
  if (digest.subarray(0, digest.length / 2).toString("base64url") !== at_hash)
    throw refused("at_hash is another access token's");
}

function refused(why: string): ProviderError {
  return new ProviderError("invalid", `${REFUSED}: ${why}`);
}
