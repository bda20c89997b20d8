import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { changeInSession } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { assertWayIn } from "../../identity/ownership/waysIn.ts";
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
  await changeInSession(request, read, async (within) => {
    const removed = await deleteAuthenticators(within.tx, userId, { ids: wanted });
    if (removed.length !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    const refused = { code: "cannot_delete_authenticator", param: "ids" } as const;
    await assertWayIn(within.tx, { userId, options: request.runtime.options }, () => refused);
    await afterRemoval(request, { account, removed }, within);
  });
  return listAuthenticators(request, userId);
}
