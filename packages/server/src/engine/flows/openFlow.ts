import type { SeenOwner } from "../../db/accounts/seenOwner.ts";
import type { Transaction } from "../../db/database.ts";
import { deleteFlowByToken } from "../../db/endedFlows.ts";
import { insertFlow, insertFlowOf, type NewFlow } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import { hashToken, newToken, type RawToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";
import { endsOf } from "../audit/events.ts";
import { pendingState } from "../authState.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import { presentedFlowToken } from "../current.ts";
import type { AuthRequest } from "../request.ts";
import { inTransaction } from "../transaction.ts";
import { SignupsMet } from "./lookAgain.ts";

/** A flow before a session, as it is stored. */
export interface OpenFlow extends Omit<NewFlow, "tokenHash"> {
  /** Whom its code was requested for; absent for other flows. */
  requestedFor?: SeenOwner;
}

/** A flow that waits, and its token when that is new. */
export interface OpenedFlow {
  row: FlowRow;
  token: RawToken | null;
}

/** Stores a flow under a new token, replacing whatever was pending for this client before. */
export async function openFlow(
  request: AuthRequest,
  flow: OpenFlow,
  transaction: AuthTransaction,
): Promise<OpenedFlow> {
  const replaced = presentedFlowToken(request);
  const token = newToken(request.runtime.random.bytes);
  const { requestedFor: owner = null, ...stored } = flow;
  const row = await storeFlow(transaction.tx, { ...stored, tokenHash: hashToken(token) }, owner);
  // Last, since it locks a flow: whoever answers that one locks its account first, which may be the same.
  if (replaced !== null) await replaceFlow(replaced, transaction);
  return handOverFlow(request, { row, token }, transaction);
}

/** @throws SignupsMet when the owner of a requested code has changed since it was found */
export async function storeFlow(tx: Transaction, flow: NewFlow, owner: SeenOwner | null): Promise<FlowRow> {
  const row = owner === null ? await insertFlow(tx, flow) : await insertFlowOf(tx, flow, owner);
  if (row === null) throw new SignupsMet();
  return row;
}

export async function replaceFlow(token: string, { tx, emit }: AuthTransaction): Promise<void> {
  for (const end of endsOf("flow_replaced", await deleteFlowByToken(tx, hashToken(token)))) emit(end);
}

/**
 * Begins a flow that no login has led to, such as one that waits for a requested code.
 *
 * @throws SignupsMet when the owner of the code has changed since it was found
 */
export async function beginFlow(
  request: AuthRequest,
  flow: OpenFlow,
  beside: (transaction: AuthTransaction) => void = () => {},
): Promise<AuthState> {
  assertDeliverable(request);
  const { row, token } = await inTransaction(request, async (transaction) => {
    beside(transaction);
    return openFlow(request, flow, transaction);
  });
  return pendingState(request, row, token);
}

export function handOverFlow(request: AuthRequest, opened: OpenedFlow, transaction: AuthTransaction): OpenedFlow {
  const { row, token } = opened;
  transaction.afterCommit(() => {
    request.memo.flow = Promise.resolve({ flow: row, ended: null });
    if (row.tokenHash !== null) request.memo.flowTokenHash = row.tokenHash;
    if (token !== null && request.client === "browser") request.runtime.cookies.set(request.exchange, "flow", token);
  });
  return opened;
}

/** If the token could not be delivered, the login would be lost: better to fail before anything is done. */
export function assertDeliverable(request: AuthRequest): void {
  if (request.client === "browser") request.exchange.assertCookies();
}
