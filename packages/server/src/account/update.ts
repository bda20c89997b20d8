import { updateUser } from "../db/accounts/users.ts";
import { changeInSession } from "../engine/change.ts";
import { requireSession } from "../engine/current.ts";
import { forgetReads } from "../engine/forget.ts";
import type { AuthRequest } from "../engine/request.ts";
import { viewUser } from "../engine/view.ts";
import { assertUsernameFree, checkUsername } from "../identity/usernames.ts";
import { AuthError } from "../lib/authError.ts";
import { isStorable } from "../lib/text.ts";
import type { User } from "../wire/state.ts";

export interface UpdateInput {
  username?: string | undefined;
  /** Those of the app's own fields that change. */
  data: Record<string, unknown>;
}

/**
 * Changes the user name and the app's own fields; what is left out stays.
 *
 * @throws AuthError `username_taken`, `username_blocked`, `invalid`
 */
export async function updateAccount(request: AuthRequest, { username, data }: UpdateInput): Promise<User> {
  const { options } = request.runtime;
  const read = await requireSession(request);
  const name = username === undefined ? null : checkUsername(username, options);
  if (name !== null && "code" in name) throw new AuthError([name]);
  if (!isStorable(data)) throw new AuthError("invalid");
  await assertUsernameFree(request.runtime.database, { id: read.user.id, usernameKey: name?.key ?? null });
  const named = name === null ? {} : { username: name.username, usernameKey: name.key };
  const user = await changeInSession(request, read, async (within, current) => {
    const updated = await updateUser(within.tx, current.id, { ...named, data: { ...current.data, ...data } });
    if (updated === null) throw new AuthError("session_gone");
    within.afterCommit(() => forgetReads(request));
    within.emit({ type: "user_updated", userId: updated.id });
    return updated;
  });
  return viewUser(user, read.primaryEmail);
}
