import type { CustomClaims } from "../../config/customClaims.ts";
import type { SessionRow } from "../../db/rows.ts";
import { earliest, later } from "../../lib/instants.ts";
import { SIGNING_ALGORITHMS } from "../../lib/signingKey.ts";
import { hashToken } from "../../lib/token.ts";
import type { Random } from "../../ports/random.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";
import { assuranceOf, type Judging } from "../assurance/level.ts";
import { claimsOf, claimsSchema } from "./claims.ts";
import type { KeyRing } from "./signingKeys.ts";

/** RFC 9068 §2.1: distinguishes it from an ID token, or any other token signed with the same keys. */
const TYPE = "at+jwt";
/** Characters. Longer tokens are not ours. */
const MAX_LENGTH = 4_096;
/** Verified tokens that are cached; beyond that, the oldest are dropped. */
const MAX_REMEMBERED = 10_000;

export interface AccessTokenOptions {
  keys: KeyRing;
  issuer: string;
  audience: string | readonly string[];
  /** Seconds. */
  lifetime: number;
  random: Random;
  options: Judging["options"];
}

/** The contents of a token besides its session; prepared before anything is stored. */
export interface TokenGrant {
  /** Of the key that it is bound to (RFC 7638); null: the token alone is enough. */
  readonly thumbprint: string | null;
  readonly claims: CustomClaims;
}

/** A signed token. */
export interface SignedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface AccessTokens {
  /** Signs a token for a session; it outlives neither the session nor its level. */
  sign(session: SessionRow, grant: TokenGrant, now: Date): Promise<SignedToken>;
  /**
   * Verifies signature, algorithm, type, issuer, audience and time, but not the session.
   *
   * @returns null for anything that this app did not sign as an access token, or that has expired
   */
  verify(token: string, now: Date): Promise<AccessTokenClaims | null>;
}

/** A token whose signature was verified. */
interface Verified {
  readonly kid: string;
  readonly claims: AccessTokenClaims;
}

/** Signs access tokens and verifies them; verified ones are cached by their hash until they expire. */
export function createAccessTokens({
  keys,
  issuer,
  audience,
  lifetime,
  random,
  options,
}: AccessTokenOptions): AccessTokens {
  const audiences = typeof audience === "string" ? audience : [...audience];
  const remembered = new Map<string, Verified>();
  const remember = (hash: string, verified: Verified) => {
    const [oldest] = remembered.keys();
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(hash, verified);
  };
  const verifyAnew = async (token: string, now: Date): Promise<Verified | null> => {
    const { errors, jwtVerify } = await import("jose");
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        async ({ kid = "", alg }) => {
          const key = await keys.find(kid);
          // A key has one algorithm; the key determines it, never the token.
          if (key === null || key.algorithm !== alg) throw new errors.JWKSNoMatchingKey();
          return key.publicKey;
        },
        { algorithms: [...SIGNING_ALGORITHMS], typ: TYPE, issuer, audience: audiences, currentDate: now },
      );
      const claims = claimsSchema.safeParse(payload);
      return claims.success ? { kid: protectedHeader.kid ?? "", claims: claims.data } : null;
    } catch (error) {
      // jose's messages quote the token's content, which must not be exposed.
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
  return {
    async sign(session, { thumbprint, claims }, now) {
      const { SignJWT } = await import("jose");
      const { algorithm, kid, privateKey } = await keys.signer();
      const judging = { now, options };
      const { until } = assuranceOf(session.methods, judging);
      const expiresAt = earliest(earliest(later(now, lifetime), session.expiresAt), until ?? session.expiresAt);
      const bound = thumbprint === null ? {} : { cnf: { jkt: thumbprint } };
      const token = await new SignJWT({ ...claims, ...claimsOf(session, judging), ...bound })
        .setProtectedHeader({ alg: algorithm, kid, typ: TYPE })
        .setIssuer(issuer)
        .setAudience(audiences)
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .setJti(random.uuid())
        .sign(privateKey);
      return { token, expiresIn: Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)) };
    },
    async verify(token, now) {
      if (token.length > MAX_LENGTH) return null;
      const hash = hashToken(token);
      const known = remembered.get(hash);
      const verified = known ?? (await verifyAnew(token, now));
      if (verified === null) return null;
      const isValid = now.getTime() < verified.claims.exp * 1000;
      // Withdrawing a key invalidates everything that it has signed.
      if (isValid && (known === undefined || (await keys.find(known.kid)) !== null)) {
        if (known === undefined) remember(hash, verified);
        return verified.claims;
      }
      remembered.delete(hash);
      return null;
    },
  };
}
