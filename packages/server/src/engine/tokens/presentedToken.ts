import type { SessionRow } from "../../db/rows.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";
import type { Runtime } from "../request.ts";

/** A token that may be of a session: by what to look the session up, and what the token says of it. */
export interface PresentedToken {
  readonly tokenHash: string;
  /** Null for a session token, which says nothing. */
  readonly claims: AccessTokenClaims | null;
}

/**
 * Reads a session token or an access token; asks for no session.
 *
 * @param at when an access token must be valid
 * @returns null for what can be of no session
 */
export async function readPresentedToken(
  { tokens }: Pick<Runtime, "tokens">,
  token: string,
  at: Date,
): Promise<PresentedToken | null> {
  if (isTokenShaped(token)) return { tokenHash: hashToken(token), claims: null };
  const claims = tokens === null ? null : await tokens.verify(token, at);
  return claims === null ? null : { tokenHash: claims.sth, claims };
}

/** Whether a session is the one that the token speaks of. */
export function isOf({ claims }: PresentedToken, session: SessionRow): boolean {
  return claims === null || (claims.sid === session.id && claims.sub === session.userId);
}
