import type { ResolvedOptions } from "../config/options.ts";
import type { AuthProblem } from "../lib/authError.ts";
import { normalizeUsername } from "../lib/username.ts";

/** A user name that may be taken, or what is wrong with it. */
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
