import type { AccountTransaction } from "../../db/accounts/accountTransaction.ts";
import type { SessionRow } from "../../db/rows.ts";
import { countOtherSessions, endOldestSessions } from "../../db/sessions.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import type { AuthRequest, Runtime } from "../request.ts";

/**
 * Keeps a user within `session.maxPerUser`, right after a session of theirs was stored: its statement has locked the
 * account, so that simultaneous logins are counted one after another. Sessions of an actor are not the user's, and do
 * not count.
 *
 * @returns the ids of the sessions that it has ended
 * @throws AuthError `max_sessions` where the app refuses further ones
 */
export async function limitSessions(
  { options }: Pick<Runtime, "options">,
  { id, userId, createdAt: now, actor }: SessionRow,
  transaction: AccountTransaction,
): Promise<string[]> {
  const { maxPerUser, idleTimeout } = options.session;
  if (maxPerUser === false || actor !== null) return [];
  const { max, atLimit } = maxPerUser;
  const others = { userId, exceptId: id, now, seenAfter: idleTimeout === null ? null : later(now, -idleTimeout) };
  if (atLimit === "end_oldest") return endOldestSessions(transaction, others, max - 1);
  if ((await countOtherSessions(transaction.tx, others)) >= max) throw new AuthError("max_sessions");
  return [];
}

/** The same for a login, which reports each. */
export async function endBeyondLimit(
  { runtime }: Pick<AuthRequest, "runtime">,
  session: SessionRow,
  transaction: AuthTransaction,
): Promise<void> {
  const { userId } = session;
  for (const sessionId of await limitSessions(runtime, session, transaction))
    transaction.emit({ type: "session_revoked", userId, sessionId, detail: "limit" });
}
