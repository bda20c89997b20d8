import { type Account, findBySocial } from "../../db/accounts/accounts.ts";
import { holdProviderAccount, insertSocialAccount } from "../../db/credentials/socialAccounts.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import type { NewConnection } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { notify } from "../notify.ts";

/**
 * Locks the provider account of a signup. Done before it is known whether an account is created: a hidden signup
 * connects nothing, and is refused where a normal one would be.
 *
 * @throws AuthError `connected_other` when it is connected, or a hidden signup was created with it
 */
export async function claimProviderAccount(connects: NewConnection, { tx }: AuthTransaction): Promise<void> {
  await holdProviderAccount(tx, connects);
  const { account, hidden } = await findBySocial(tx, connects);
  if (account !== null || hidden !== null) throw new AuthError("connected_other");
}

/**
 * Connects a provider account to an account.
 *
 * @param isNew whether the account is being created: then nothing is pending for it, and nobody need be notified
 * @returns false when it is already connected
 */
export async function connectAccount(
  request: AuthRequest,
  { account, connects, isNew = false }: { account: Account; connects: NewConnection; isNew?: boolean },
  transaction: AuthTransaction,
): Promise<boolean> {
  const userId = account.user.id;
  const { provider } = connects;
  if (!isNew) await holdProviderAccount(transaction.tx, connects);
  if (!(await insertSocialAccount(transaction.tx, { ...connects, userId, createdAt: request.now }))) return false;
  transaction.emit({ type: "account_connected", userId, detail: provider });
  if (isNew) return true;
  await transaction.raise(userId, { reason: "superseded" });
  notify(
    request,
    { account, template: "account_connected", context: { name: connects.name || provider } },
    transaction,
  );
  return true;
}
