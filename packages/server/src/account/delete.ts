import { deleteUser } from "../db/accounts/users.ts";
import { transactionForHooks } from "../db/driver/namedStatements.ts";
import { deleteOtherSessions } from "../db/sessions.ts";
import { anonymousState } from "../engine/authState.ts";
import { clearClientState } from "../engine/clientState.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { viewAccount } from "../engine/view.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { notify } from "../identity/notify.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";

/** Deletes the account with its sessions, pending logins, keys and addresses. */
export async function deleteAccount(request: AuthRequest): Promise<AuthState> {
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  const { id } = current.user;
  await inSessionTransaction(request, current, async (transaction) => {
    await request.runtime.options.hooks.onUserDelete?.(viewAccount(account), transactionForHooks(transaction.tx));
    await deleteOtherSessions(transaction, id, null);
    if (!(await deleteUser(transaction, id))) throw new AuthError("session_gone");
    transaction.afterCommit(() => clearClientState(request));
    await request.runtime.audit?.forget(transaction.tx, id);
    transaction.emit({ type: "user_deleted", userId: id });
    notify(request, { account, template: "account_deleted" }, transaction);
  });
  return anonymousState(request);
}
