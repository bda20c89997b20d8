import { noteChange } from "../db/accounts/accountTransaction.ts";
import { type DeletedFlow, deleteFlow } from "../db/endedFlows.ts";
import { endsOf, eventOf } from "../engine/audit/events.ts";
import { withEvents } from "../engine/audit/withEvents.ts";
import { authState } from "../engine/authState.ts";
import { clearFlow, invalidateReads } from "../engine/clientState.ts";
import { currentFlow, currentSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { changeAccounts } from "../engine/sessions/accountChanges.ts";
import type { AuthState } from "../wire/state.ts";

/** Cancels what is pending: the newest step within the session, or the pending login. Does nothing without one. */
export async function cancelFlow(request: AuthRequest): Promise<AuthState> {
  const session = await currentSession(request);
  const flow = session === null ? await currentFlow(request) : (session.flows[0] ?? null);
  if (session === null && request.client === "browser") request.exchange.assertCookies();
  const eventsOf = (deleted: DeletedFlow[]) => endsOf("flow_cancelled", deleted).map((end) => eventOf(request, end));
  if (flow !== null && session === null)
    await withEvents(request.runtime, (database) => deleteFlow(database, flow.id), eventsOf);
  if (flow !== null && session !== null)
    await changeAccounts(
      request.runtime,
      (transaction) => deleteFlow(noteChange(transaction, session.user.id), flow.id),
      eventsOf,
    );
  if (session === null) clearFlow(request);
  else invalidateReads(request);
  return authState(request);
}
