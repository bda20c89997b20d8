import type { SessionRow } from "../../db/rows.ts";
import type { Authorization } from "../../http/client.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";
import type { Runtime } from "../request.ts";
import { invalidProof } from "./dpop/dpop.ts";
import type { KeyHolder } from "./dpop/keyHolder.ts";

/** A token that may belong to a session: the hash by which to look the session up, and the token's claims about it. */
export interface PresentedToken {
  readonly tokenHash: string;
  /** Null for a session token, which has none. */
  readonly claims: AccessTokenClaims | null;
}

/** How a token was presented. */
export interface Presentation {
  readonly token: string;
  /** Null: the app passes it without a scheme. */
  readonly scheme: Authorization["scheme"] | null;
  /** The time at which an access token must be valid. */
  readonly at: Date;
  readonly key: KeyHolder;
}

/**
 * Reads a session token or an access token; does not look up the session. Uses up the proof that comes with a bound
 * token.
 *
 * @returns null for a token that cannot belong to a session of its presenter
 * @throws AuthError `invalid_dpop_proof`, `use_dpop_nonce`
 */
export async function readPresentedToken(
  { tokens }: Pick<Runtime, "tokens">,
  { scheme, token, at, key }: Presentation,
): Promise<PresentedToken | null> {
  if (isTokenShaped(token)) return scheme !== "dpop" ? { tokenHash: hashToken(token), claims: null } : null;
  const claims = tokens === null ? null : await tokens.verify(token, at);
  if (tokens === null || claims === null) return null;
  const isTheirs = await isPresentedByHolder(tokens, claims, { scheme, key });
  return isTheirs ? { tokenHash: claims.sth, claims } : null;
}

/**
 * A bound token is valid only for the holder of its key, and only with its own scheme (RFC 9449 §7.2); others for
 * anyone.
 */
async function isPresentedByHolder(
  { dpop }: NonNullable<Runtime["tokens"]>,
  { cnf }: AccessTokenClaims,
  { scheme, key }: Pick<Presentation, "scheme" | "key">,
): Promise<boolean> {
  if (cnf === undefined) return scheme !== "dpop" && dpop?.isRequired !== true;
  if (dpop === null) return false;
  if (scheme === "bearer") throw invalidProof();
  return key.holds(cnf.jkt);
}

/** Whether a session is the one that the token names. */
export function isOf({ claims }: PresentedToken, session: SessionRow): boolean {
  return claims === null || (claims.sid === session.id && claims.sub === session.userId);
}
