import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { invalidInvitation, readInvitation } from "../identity/signup/invitation.ts";
import type { InvitationInfo } from "../wire/account.ts";

export const checkInvitationLimits: LimitPlan = { volume: ["verifyEmail"] };

/**
 * Whose address an invitation verifies, for the signup form; uses nothing up.
 *
 * @throws AuthError `invalid_or_expired_key`, param `key`
 */
export async function checkInvitation(request: AuthRequest, { key }: { key: string }): Promise<InvitationInfo> {
  const found = await readInvitation(request, key);
  if (found === null) throw invalidInvitation("key");
  return { email: found.email, expiresAt: found.expiresAt.toISOString() };
}
