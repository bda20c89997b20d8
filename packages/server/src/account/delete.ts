import { deleteUser } from "../db/accounts/users.ts";
import { deleteOtherSessions } from "../db/sessions.ts";
import { anonymousState } from "../engine/authState.ts";
import { changeInSession } from "../engine/change.ts";
import { requireSession } from "../engine/current.ts";
import { leave } from "../engine/forget.ts";
import type { AuthRequest } from "../engine/request.ts";
import { viewAccount } from "../engine/view.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { notify } from "../identity/notify.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";

/** Deletes the account with its sessions, pending logins, keys and addresses. */
export async function deleteAccount(request: AuthRequest): Promise<AuthState> {
  const read = await requireSession(request);
  const account = await accountOf(request, read.user.id);
  const { id } = read.user;
  await changeInSession(request, read, async (within) => {
    await request.runtime.options.hooks.onUserDelete?.(viewAccount(account), within.tx);
    const ended = await deleteOtherSessions(within.tx, id, null);
    if (!(await deleteUser(within.tx, id))) throw new AuthError("session_gone");
    within.afterCommit(() => {
      request.runtime.forgetSessions(ended);
      leave(request);
    });
    within.emit({ type: "user_deleted", userId: id });
    notify(request, { account, template: "account_deleted" }, within);
  });
  return anonymousState(request);
}
