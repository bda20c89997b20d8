import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
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
 * @throws AuthError `not_found` when one of them is not the user's, `cannot_delete_authenticator` when the user could
 *   not log in without the last one: then none is removed
 */
export async function remove(
  request: AuthRequest,
  { current, ids }: { current: FoundSession; ids: readonly string[] },
): Promise<Authenticator[]> {
  const userId = current.user.id;
  const wanted = [...new Set(ids)];
  if (!wanted.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  const account = await accountOf(request, userId);
  await inSessionTransaction(request, current, async (transaction) => {
    const removed = await deleteAuthenticators(transaction.tx, userId, { ids: wanted });
    if (removed.length !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    const refused = { code: "cannot_delete_authenticator", param: "ids" } as const;
    await assertWayIn(transaction.tx, { userId, options: request.runtime.options }, () => refused);
    await afterRemoval(request, { account, removed }, transaction);
  });
  return listAuthenticators(request, userId);
}
