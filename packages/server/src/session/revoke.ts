import { endSessions } from "../db/accounts/authority.ts";
import { deleteSessionsOf, type SessionRead } from "../db/sessions.ts";
import { authState } from "../engine/authState.ts";
import { changeInSession, emitEvent } from "../engine/change.ts";
import { leave } from "../engine/forget.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { isUuid } from "../lib/text.ts";
import type { AuthState } from "../wire/state.ts";

/**
 * Ends sessions of the user by id; ending the own one logs out.
 *
 * @throws AuthError `not_found` when one of them is not the user's: then none ends
 */
export async function revokeSessions(
  request: AuthRequest,
  { read, ids }: { read: SessionRead; ids: readonly string[] },
): Promise<AuthState> {
  if (!ids.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  const isOwn = ids.includes(read.session.id);
  if (isOwn && request.client === "browser") request.exchange.assertCookies();
  await changeInSession(request, read, async (within) => {
    const ended = await deleteSessionsOf(within.tx, read.user.id, ids);
    if (ended === null) throw new AuthError("not_found", { param: "ids" });
    within.afterCommit(() => {
      request.runtime.forgetSessions(ended);
      if (isOwn) leave(request);
    });
    for (const sessionId of ids) within.emit({ type: "session_revoked", userId: read.user.id, sessionId });
  });
  return authState(request);
}

/** Ends every session of the user but this one, and the logins that wait, in one statement that this session proves. */
export async function revokeOtherSessions(request: AuthRequest, { session, user }: SessionRead): Promise<AuthState> {
  const { database, forgetSessions } = request.runtime;
  const asked = { userId: user.id, keptId: session.id, now: request.now, reason: "revoked" } as const;
  const ended = await endSessions(database, asked);
  if (ended === null) throw new AuthError("session_gone");
  forgetSessions(ended);
  emitEvent(request, { type: "session_revoked", userId: user.id, detail: "all others" });
  return authState(request);
}
