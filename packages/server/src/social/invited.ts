import { findInvitation } from "../db/accounts/invitations.ts";
import type { InvitationRow } from "../db/rows.ts";
import type { AuthRequest } from "../engine/request.ts";
import { invalidInvitation, readInvitation } from "../identity/signup/invitation.ts";
import { AuthError } from "../lib/authError.ts";
import type { SocialProcess } from "../wire/social.ts";
import type { SocialIdentity } from "./identity.ts";

/**
 * The invitation with which a login begins, so that nobody visits a provider for one that has expired. Uses nothing up.
 *
 * @returns the hash of its key
 * @throws AuthError `invalid_or_expired_key`, or `invalid` beside another process (param `invitation`)
 */
export async function presentedInvitation(
  request: AuthRequest,
  { process, invitation: key }: { process: SocialProcess; invitation?: string | undefined },
): Promise<string | undefined> {
  if (key === undefined) return undefined;
  if (process !== "login") throw new AuthError("invalid", { param: "invitation" });
  const found = await readInvitation(request, key);
  if (found === null) throw invalidInvitation("invitation");
  return found.keyHash;
}

/** The invitation that a signup accepts. @throws AuthError `invalid_or_expired_key`: used, revoked or expired meanwhile */
export async function acceptedInvitation(
  { runtime, now }: AuthRequest,
  keyHash: string | undefined,
): Promise<InvitationRow | null> {
  if (keyHash === undefined) return null;
  const found = await findInvitation(runtime.database, { keyHash, now });
  if (found === null) throw invalidInvitation("invitation");
  return found;
}

/** The addresses of an invited person: the invitation has verified its own, and the account is for it. */
export function invitedEmails(
  emails: SocialIdentity["emails"],
  invitation: InvitationRow | null,
): SocialIdentity["emails"] {
  if (invitation === null) return emails;
  const { email: address } = invitation;
  return [{ address, verified: true }, ...emails.filter((other) => other.address !== address)];
}
