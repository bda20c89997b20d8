import type { SeenOwner } from "../../db/accounts/seenOwner.ts";
import { deleteSessionFlows } from "../../db/endedFlows.ts";
import type { FlowRow, UserRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import { endsOf } from "../audit/events.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import { invalidateReads } from "../clientState.ts";
import { storeFlow } from "../flows/openFlow.ts";
import type { AuthRequest, StepId } from "../request.ts";

/** A flow within a session, such as a new address that waits for its code. */
export interface SessionFlow {
  /** The account it is about; null: there is none, which the client must not notice. */
  subject: Pick<UserRow, "id" | "version"> | null;
  /** Generated before the row: the code is bound to it. */
  id: string;
  step: StepId;
  state: unknown;
  codeHash: string | null;
  /** Seconds. */
  lifetime: number;
  /** Whom its code was requested for; absent for other flows. */
  requestedFor?: SeenOwner;
}

/**
 * Lets a step wait within a session, replacing whatever is already pending there.
 * @throws SignupsMet when the owner of a requested code has changed since it was found
 */
export async function openSessionFlow(
  request: AuthRequest,
  { current, flow }: { current: FoundSession; flow: SessionFlow },
  transaction: AuthTransaction,
): Promise<FlowRow> {
  const { id, step, state, codeHash, lifetime, subject, requestedFor = null } = flow;
  transaction.afterCommit(() => invalidateReads(request));
  const replaced = await deleteSessionFlows(transaction.tx, current.session.id, [step]);
  for (const end of endsOf("flow_replaced", replaced)) transaction.emit(end);
  const row = {
    id,
    step,
    state,
    codeHash,
    sessionId: current.session.id,
    userId: subject?.id ?? null,
    userVersion: subject?.version ?? null,
    tokenHash: null,
    login: null,
    createdAt: request.now,
    expiresAt: later(request.now, lifetime),
  };
  return storeFlow(transaction.tx, row, requestedFor);
}
