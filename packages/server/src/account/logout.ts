import { deleteFlowByToken } from "../db/endedFlows.ts";
import { deleteSessionByToken } from "../db/sessions.ts";
import { endsOf } from "../engine/audit/events.ts";
import { anonymousState } from "../engine/authState.ts";
import { clearClientState } from "../engine/clientState.ts";
import { presentedFlowToken, presentedSessionHashes } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inTransaction } from "../engine/transaction.ts";
import { hashToken } from "../lib/token.ts";
import type { AuthState } from "../wire/state.ts";

/**
 * Ends the session and whatever is pending; with several session cookies, the sessions of all of them. Does nothing for
 * a client that is not logged in.
 *
 * @throws AuthError `session_gone` for an access token that has expired: refresh it first, or the session would live on
 */
export async function logout(request: AuthRequest): Promise<AuthState> {
  if (request.client === "browser") request.exchange.assertCookies();
  const sessions = await presentedSessionHashes(request);
  const flow = presentedFlowToken(request);
  await inTransaction(request, async (transaction) => {
    const waiting = flow === null ? [] : await deleteFlowByToken(transaction.tx, hashToken(flow));
    for (const end of endsOf("flow_cancelled", waiting)) transaction.emit(end);
    for (const tokenHash of sessions) {
      const ended = await deleteSessionByToken(transaction, tokenHash);
      if (ended === null) continue;
      const { userId, id: sessionId, actor } = ended;
      transaction.emit({ type: "logout", userId, sessionId, ...(actor === null ? {} : { actor }) });
    }
    transaction.afterCommit(() => clearClientState(request));
  });
  return anonymousState(request);
}
