import type { Account } from "../../db/accounts.ts";
import { deleteAuthenticators, findAuthenticatorsOf, lockUser } from "../../db/authenticators.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { change } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval } from "../factors.ts";

/**
 * Removes passkeys by id.
 *
 * @throws AuthError `not_found` when one of them is not the user's, `cannot_delete_authenticator` when the last one is all
 *   that the user could log in with: then none goes
 */
export async function remove(
  request: AuthRequest,
  { read, ids }: { read: SessionRead; ids: readonly string[] },
): Promise<Authenticator[]> {
  const userId = read.user.id;
  const wanted = [...new Set(ids)];
  if (!wanted.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  const account = await accountOf(request, userId);
  await change(request, async (within) => {
    if (!(await lockUser(within.tx, userId))) throw new AuthError("session_gone");
    const removed = await deleteAuthenticators(within.tx, userId, { ids: wanted });
    if (removed.length !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    const left = await findAuthenticatorsOf(within.tx, userId);
    if (!left.some(({ type }) => type === "webauthn") && !hasAnotherWay(account))
      throw new AuthError("cannot_delete_authenticator", { param: "ids" });
    await afterRemoval(request, { account, removed }, within);
  });
  return listAuthenticators(request, userId);
}

/** A password, or an address or number at which to ask for one. */
function hasAnotherWay({ user, emails }: Account): boolean {
  if (user.passwordHash !== null || user.phoneVerifiedAt !== null) return true;
  return emails.some(({ verifiedAt }) => verifiedAt !== null);
}
