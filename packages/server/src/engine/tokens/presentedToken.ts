import type { SessionRow } from "../../db/rows.ts";
import type { Authorization } from "../../http/client.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";
import type { Runtime } from "../request.ts";
import { invalidProof } from "./dpop/dpop.ts";
import type { KeyHolder } from "./dpop/keyHolder.ts";

/** A token that may be of a session: by what to look the session up, and what the token says of it. */
export interface PresentedToken {
  readonly tokenHash: string;
  /** Null for a session token, which says nothing. */
  readonly claims: AccessTokenClaims | null;
}

/** How a token came. */
export interface Presentation {
  readonly token: string;
  /** Null: the app hands it over, and does not say. */
  readonly scheme: Authorization["scheme"] | null;
  /** When an access token must be valid. */
  readonly at: Date;
  readonly key: KeyHolder;
}

/**
 * Reads a session token or an access token; asks for no session. Uses up the proof beside a bound token.
 *
 * @returns null for what can be of no session of whoever presents it
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

/** A bound token is good for the holder of its key alone, and only as what it is (RFC 9449 §7.2); others for anybody. */
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

/** Whether a session is the one that the token speaks of. */
export function isOf({ claims }: PresentedToken, session: SessionRow): boolean {
  return claims === null || (claims.sid === session.id && claims.sub === session.userId);
}
