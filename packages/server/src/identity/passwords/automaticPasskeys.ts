import type { Account } from "../../db/accounts/accounts.ts";
import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import type { AuthRequest } from "../../engine/request.ts";

/**
 * Removes the passkeys that browsers created after a login by password (`mfa.passkeyUpgrade`). The password was all that
 * allowed them, so they end with it, as its sessions do; and they end where a second factor is added, since they were
 * created without one. Whoever had found out the password would otherwise keep a way in.
 *
 * The caller has locked the account, and voided the challenges by which another could still be created.
 */
export async function removeAutomaticPasskeys(
  { runtime }: AuthRequest,
  { user: { id: userId }, hasAutomaticPasskey = false }: Account,
  transaction: AuthTransaction,
): Promise<void> {
  if (!hasAutomaticPasskey && !runtime.options.mfa.passkeyUpgrade) return;
  const removed = await deleteAuthenticators(transaction.tx, userId, { isAutomatic: true });
  for (const { type } of removed) transaction.emit({ type: "authenticator_removed", userId, detail: type });
}
