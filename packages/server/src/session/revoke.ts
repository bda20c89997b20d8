import { deleteOtherSessions, deleteSessionsOf, type SessionRead } from "../db/sessions.ts";
import { authState } from "../engine/authState.ts";
import { change, emitEvent } from "../engine/change.ts";
import { leave } from "../engine/leave.ts";
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
  await change(request, async (within) => {
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

/** Ends every session of the user but this one, in one statement. */
export async function revokeOtherSessions(request: AuthRequest, read: SessionRead): Promise<AuthState> {
  const { database, forgetSessions } = request.runtime;
  forgetSessions(await deleteOtherSessions(database, read.user.id, read.session.id));
  emitEvent(request, { type: "session_revoked", userId: read.user.id, detail: "all others" });
  return authState(request);
}
