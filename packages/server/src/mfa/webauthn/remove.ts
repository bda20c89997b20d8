import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { requiresFactor } from "../../engine/factors.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { providersOf } from "../../engine/social/providers.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { assertWayIn } from "../../identity/ownership/waysIn.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval, assertDeletable } from "../factors.ts";

/**
 * Removes passkeys by id.
 *
 * @throws AuthError `not_found` when one of them is not the user's, `cannot_delete_authenticator` when the user could
 *   not log in without the last one, the app forbids it, or it requires a second factor and none would be left: then none is removed
 */
export async function remove(
  request: AuthRequest,
  { current, ids }: { current: FoundSession; ids: readonly string[] },
): Promise<Authenticator[]> {
  const userId = current.user.id;
  const wanted = [...new Set(ids)];
  if (!wanted.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  const account = await accountOf(request, userId);
  const providers = await providersOf(request);
  const isRequired = await requiresFactor(request, account);
  await inSessionTransaction(request, current, async (transaction) => {
    const removed = await deleteAuthenticators(transaction.tx, userId, { ids: wanted });
    if (removed.length !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    const refused = { code: "cannot_delete_authenticator", param: "ids" } as const;
    await assertWayIn(transaction.tx, { userId, options: request.runtime.options, providers }, () => refused);
    await assertDeletable(request, { userId, removed, isRequired, param: "ids" }, transaction.tx);
    await afterRemoval(request, { account, removed }, transaction);
  });
  return listAuthenticators(request, userId);
}
