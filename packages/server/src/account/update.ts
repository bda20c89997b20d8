import { updateUser } from "../db/accounts/users.ts";
import { invalidateReads } from "../engine/clientState.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { viewUser } from "../engine/view.ts";
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
  const user = await inSessionTransaction(request, current, async (transaction, current) => {
    await claimUsername(transaction.tx, { id: current.id, usernameKey: name?.key ?? null });
    const updated = await updateUser(transaction, current.id, { ...named, data: { ...current.data, ...data } });
    if (updated === null) throw new AuthError("session_gone");
    transaction.afterCommit(() => invalidateReads(request));
    transaction.emit({ type: "user_updated", userId: updated.id });
    return updated;
  });
  return viewUser(user, current.primaryEmail);
}
