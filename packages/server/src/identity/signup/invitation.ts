import { findInvitation } from "../../db/accounts/invitations.ts";
import type { InvitationRow } from "../../db/rows.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";

/** The invitation behind a key; null for one that is wrong, used, revoked or expired. Uses nothing up. */
export async function readInvitation({ runtime, now }: AuthRequest, key: string): Promise<InvitationRow | null> {
  return isTokenShaped(key) ? findInvitation(runtime.database, { keyHash: hashToken(key), now }) : null;
}

/** The one error for every key that does not work. @param param the input field that had it */
export function invalidInvitation(param: "key" | "invitation"): AuthError {
  return new AuthError("invalid_or_expired_key", { param });
}
