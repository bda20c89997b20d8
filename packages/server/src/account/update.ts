import { updateUser } from "../db/accounts/users.ts";
import { invalidateReads } from "../engine/clientState.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { showUser } from "../engine/view.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { isNotified, notify } from "../identity/notify.ts";
import { checkUsername, claimUsername } from "../identity/usernames.ts";
import { AuthError } from "../lib/authError.ts";
import { isStorable } from "../lib/text.ts";
import type { User } from "../wire/state.ts";

export interface UpdateInput {
  username?: string | undefined;
  /** The changed ones of the app's own fields. */
  data: Record<string, unknown>;
}

/**
 * Changes the username and the app's own fields; omitted ones stay unchanged.
 *
 * @throws AuthError `username_taken`, `username_blocked`, `invalid`
 */
export async function updateAccount(request: AuthRequest, { username, data }: UpdateInput): Promise<User> {
  const { options } = request.runtime;
  const current = await requireSession(request);
  const name = username === undefined ? null : checkUsername(username, options);
  if (name !== null && "code" in name) throw new AuthError([name]);
  if (!isStorable(data)) throw new AuthError("invalid");
  const named = name === null ? {} : { username: name.username, usernameKey: name.key };
  // Only what opens the account is reported.
  const isLogin = name !== null && options.account.loginMethods.includes("username");
  const account = isLogin && isNotified(options, "username") ? await accountOf(request, current.user.id) : null;
  const user = await inSessionTransaction(request, current, async (transaction, current) => {
    await claimUsername(transaction.tx, { id: current.id, usernameKey: name?.key ?? null });
    const updated = await updateUser(transaction, current.id, { ...named, data: { ...current.data, ...data } });
    if (updated === null) throw new AuthError("session_gone");
    transaction.afterCommit(() => invalidateReads(request));
    transaction.emit({ type: "user_updated", userId: updated.id });
    if (account !== null && updated.username !== current.username)
      notify(
        request,
        { account, template: "username_changed", context: { name: updated.username ?? "" } },
        transaction,
      );
    return updated;
  });
  return showUser(options, user, current.primaryEmail);
}
