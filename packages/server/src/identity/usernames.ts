import type { ResolvedOptions } from "../config/options.ts";
import { holdUsername, isUsernameTaken } from "../db/accounts/users.ts";
import type { Database, Transaction } from "../db/database.ts";
import type { AuthProblem } from "../lib/authError.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeUsername } from "../lib/username.ts";

/** A valid username, or what is wrong with it. */
export function checkUsername(
  typed: string,
  { account }: ResolvedOptions,
): { username: string; key: string } | AuthProblem {
  const name = normalizeUsername(typed);
  if (name === null || [...name.username].length < account.username.minLength)
    return { code: "invalid", param: "username" };
  const isBlocked = account.username.blocked.some((blocked) => normalizeUsername(blocked)?.key === name.key);
  return isBlocked ? { code: "username_blocked", param: "username" } : name;
}

/**
 * A name of a hidden signup is as taken as any other.
 *
 * @param user the user who is to have it
 */
export async function takenUsername(
  database: Database,
  { id: userId, usernameKey }: { id: string; usernameKey: string | null },
): Promise<AuthProblem | null> {
  const isTaken = usernameKey !== null && (await isUsernameTaken(database, { usernameKey, userId }));
  return isTaken ? { code: "username_taken", param: "username" } : null;
}

/**
 * The same in the transaction that stores the name: of two simultaneous calls, the later one is refused.
 *
 * @throws AuthError `username_taken`
 */
export async function claimUsername(tx: Transaction, user: { id: string; usernameKey: string | null }): Promise<void> {
  if (user.usernameKey === null) return;
  await holdUsername(tx, user.usernameKey);
  const problem = await takenUsername(tx, user);
  if (problem !== null) throw new AuthError([problem]);
}
