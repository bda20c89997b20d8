import { createHash } from "node:crypto";
import { z } from "zod";
import { ProviderError } from "../ports/provider.ts";
import type { Jwk } from "./discovery.ts";
import { cleanRecord } from "./http/cleanJson.ts";
import { parseAs } from "./profiles/parse.ts";

/** Signatures that only the issuer can make: none of these takes the client's secret or a public key for one. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** Seconds that clocks may differ. */
export const TOLERANCE = 60;
const MAX_LENGTH = 16_384;

export interface IdTokenRules {
  /** What `iss` must be, given the rest; null refuses the token. */
  issuer(claims: Record<string, unknown>): string | null;
  /** Clients of ours: `aud` must name one of them. */
  audiences: readonly string[];
  /** Whether another client may have asked for the token (`azp`), while it is meant for one of ours. */
  allowsOtherParties?: boolean;
  /** What the token must carry one of; null when nothing was asked for. */
  nonces: readonly string[] | null;
  /** Whether the token may carry none at all: some issuers do not repeat it. */
  allowsNoNonce?: boolean;
  /** Must be the one that `at_hash` names, when it names one. */
  accessToken: string | null;
  now: Date;
}

const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  azp: z.string().optional(),
  exp: z.number(),
  iat: z.number(),
  nonce: z.string().optional(),
  at_hash: z.string().optional(),
  jti: z.string().optional(),
});
/** The claims of an ID token that was verified. */
export type IdTokenClaims = z.output<typeof claimsSchema>;

/**
 * Verifies an ID token (OpenID Connect Core §3.1.3.7): signature, algorithm, iss, aud, azp, exp, iat, nonce, at_hash.
 *
 * Keys come from the issuer that we chose, never from the token: `jku`, `x5u` and `jwk` of its header are not looked at.
 *
 * @param keys gives the issuer's keys; asked a second time, with true, when none of them has the token's `kid`
 * @throws ProviderError
 */
export async function verifyIdToken(
  token: string,
  rules: IdTokenRules,
  keys: (isUnknown: boolean) => Promise<Jwk[]>,
): Promise<IdTokenClaims> {
  if (token.length > MAX_LENGTH) throw refused("it is too long");
  const { payload, algorithm } = await verifySignature(token, rules.now, keys);
  const claims = parseAs(claimsSchema, cleanRecord(payload), "ID token");
  checkClaims(claims, rules);
  if (
    claims.at_hash !== undefined &&
    rules.accessToken !== null &&
    !isHashOf(claims.at_hash, rules.accessToken, algorithm)
  )
    throw refused("at_hash is another access token's");
  return claims;
}

async function verifySignature(token: string, now: Date, keys: (isUnknown: boolean) => Promise<Jwk[]>) {
  const { createLocalJWKSet, errors, jwtVerify } = await import("jose");
  const verify = async (isUnknown: boolean) => {
    const set = createLocalJWKSet({ keys: (await keys(isUnknown)).filter(isSigningKey) });
    const options = { algorithms: ALGORITHMS, currentDate: now, clockTolerance: TOLERANCE };
    const { payload, protectedHeader } = await jwtVerify(token, set, options);
    return { payload, algorithm: protectedHeader.alg };
  };
  try {
    return await verify(false).catch((error: unknown) => {
      if (error instanceof errors.JWKSNoMatchingKey) return verify(true);
      throw error;
    });
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    // jose's code says which check failed; its message may repeat claims.
    throw refused(cause instanceof errors.JOSEError ? cause.code : "it cannot be read");
  }
}

/** The shape that jose asks of a key; what is inside, it checks itself. */
function isSigningKey(key: Jwk): key is Jwk & { kty: string } {
  return typeof key.kty === "string" && key.kty !== "oct";
}

function checkClaims(claims: IdTokenClaims, rules: IdTokenRules): void {
  const issuer = rules.issuer(claims);
  if (issuer === null || claims.iss !== issuer) throw refused("iss is another's");
  const audiences = typeof claims.aud === "string" ? [claims.aud] : claims.aud;
  if (!audiences.some((audience) => rules.audiences.includes(audience))) throw refused("aud is another app");
  if (audiences.length > 1 && claims.azp === undefined) throw refused("azp is missing");
  const isOurs = claims.azp === undefined || rules.audiences.includes(claims.azp);
  if (!isOurs && (rules.allowsOtherParties !== true || audiences.length > 1)) throw refused("azp is another app");
  if (claims.iat > rules.now.getTime() / 1000 + TOLERANCE) throw refused("iat lies ahead");
  const isNonceMissing = claims.nonce === undefined && rules.allowsNoNonce === true;
  if (rules.nonces !== null && !isNonceMissing && !rules.nonces.some((nonce) => nonce === claims.nonce))
    throw refused("nonce is another's");
}

/** OpenID Connect Core §3.1.3.6: the left half of the hash that goes with the signature's algorithm. */
function isHashOf(hash: string, accessToken: string, algorithm: string): boolean {
  const bits = /(256|384|512)$/.exec(algorithm)?.[1] ?? "512";
  const digest = createHash(`sha${bits}`).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url") === hash;
}

function refused(why: string): ProviderError {
  return new ProviderError("invalid", `the ID token is refused: ${why}`);
}
