import { endSessions } from "../db/accounts/authority.ts";
import { deleteSessionsOf, type FoundSession } from "../db/sessions.ts";
import { eventOf } from "../engine/audit/events.ts";
import { authState } from "../engine/authState.ts";
import { clearClientState } from "../engine/clientState.ts";
import type { AuthRequest } from "../engine/request.ts";
import { changeAccounts } from "../engine/sessions/accountChanges.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { AuthError } from "../lib/authError.ts";
import { isUuid } from "../lib/text.ts";
import type { AuthState } from "../wire/state.ts";

/**
 * Ends sessions of the user by id; including the current one logs out.
 *
 * @throws AuthError `not_found` when one of them is not the user's: then none ends
 */
export async function revokeSessions(
  request: AuthRequest,
  { current, ids }: { current: FoundSession; ids: readonly string[] },
): Promise<AuthState> {
  if (!ids.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  const isOwn = ids.includes(current.session.id);
  if (isOwn && request.client === "browser") request.exchange.assertCookies();
  await inSessionTransaction(request, current, async (transaction) => {
    const areEnded = await deleteSessionsOf(transaction, current.user.id, ids);
    if (!areEnded) throw new AuthError("not_found", { param: "ids" });
    if (isOwn) transaction.afterCommit(() => clearClientState(request));
    for (const sessionId of ids) transaction.emit({ type: "session_revoked", userId: current.user.id, sessionId });
  });
  return authState(request);
}

/** Ends every session of the user but this one, and pending logins, in one statement that verifies this session. */
export async function revokeOtherSessions(request: AuthRequest, { session, user }: FoundSession): Promise<AuthState> {
  const asked = { userId: user.id, keptId: session.id, now: request.now, reason: "revoked" } as const;
  const event = eventOf(request, { type: "session_revoked", userId: user.id, detail: "all others" });
  const ended = await changeAccounts(
    request.runtime,
    (transaction) => endSessions(transaction, asked),
    (count) => (count === null ? [] : [event]),
  );
  if (ended === null) throw new AuthError("session_gone");
  return authState(request);
}
