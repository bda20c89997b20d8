import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { requiresFactor } from "../../engine/factors.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval, assertDeletable } from "../factors.ts";

/**
 * Removes the authenticator app, if there is one.
 *
 * @returns the remaining factors
 * @throws AuthError `cannot_delete_authenticator` when the app forbids it, or requires a second factor and this is the last
 */
export async function deactivateTotp(request: AuthRequest, current: FoundSession): Promise<Authenticator[]> {
  const userId = current.user.id;
  const account = await accountOf(request, userId);
  const isRequired = await requiresFactor(request, account);
  await inSessionTransaction(request, current, async (transaction) => {
    const removed = await deleteAuthenticators(transaction.tx, userId, { type: "totp" });
    await assertDeletable(request, { userId, removed, isRequired }, transaction.tx);
    await afterRemoval(request, { account, removed }, transaction);
  });
  return listAuthenticators(request, userId);
}
