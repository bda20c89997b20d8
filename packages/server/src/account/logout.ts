import { deleteFlowByToken } from "../db/flows.ts";
import { deleteSessionByToken } from "../db/sessions.ts";
import { anonymousState } from "../engine/authState.ts";
import { change } from "../engine/change.ts";
import { presentedFlowToken, presentedSessionTokens } from "../engine/current.ts";
import { leave } from "../engine/forget.ts";
import type { AuthRequest } from "../engine/request.ts";
import { hashToken } from "../lib/token.ts";
import type { AuthState } from "../wire/state.ts";

/** Ends the session and whatever waits; where several session cookies came, the sessions of all of them. Harmless for somebody who is not logged in. */
export async function logout(request: AuthRequest): Promise<AuthState> {
  if (request.client === "browser") request.exchange.assertCookies();
  const sessions = presentedSessionTokens(request).map(hashToken);
  const flow = presentedFlowToken(request);
  await change(request, async (within) => {
    if (flow !== null) await deleteFlowByToken(within.tx, hashToken(flow));
    for (const tokenHash of sessions) {
      const ended = await deleteSessionByToken(within.tx, tokenHash);
      if (ended !== null) within.emit({ type: "logout", userId: ended.userId, sessionId: ended.id });
    }
    within.afterCommit(() => {
      request.runtime.forgetSessions(sessions);
      leave(request);
    });
  });
  return anonymousState(request);
}
