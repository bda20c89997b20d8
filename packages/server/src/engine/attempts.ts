import type { AuthEventType } from "../config/events.ts";
import { countGuess, deleteFlow, type FlowRow } from "../db/flows.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import { newUserCode, normalizeUserCode } from "../lib/userCode.ts";
import type { Change } from "./change.ts";
import type { AuthRequest } from "./request.ts";

/** A code for people to type, and the MAC of it that is stored. It works in one flow only. */
export function issueCode(request: AuthRequest, flowId: string): { code: string; codeHash: string } {
  const { options, random, secrets } = request.runtime;
  const code = newUserCode(random.bytes, options.account.codeFormat);
  return { code, codeHash: secrets.mac("code", codeMessage(flowId, code)) };
}

function codeMessage(flowId: string, code: string): string {
  return `${flowId}:${normalizeUserCode(code)}`;
}

/** How a flow is answered with a code. */
export interface CodeAnswer {
  flow: FlowRow;
  /** As typed. */
  code: string;
  /** The input field, for the error. */
  param: "code" | "key";
  maxAttempts: number;
  /** What the app is told of a wrong code. */
  rejected: AuthEventType;
}

/**
 * Counts and compares a code, in the transaction that its answer belongs to.
 *
 * Of answers that arrive together, each waits for the one before it, so no two can be right, nor more than allowed be
 * compared. The last wrong one ends the flow.
 *
 * @returns the refusal to return from the transaction, so that the count is kept; null when the code was right
 * @throws AuthError `no_pending_flow` when nothing waits any more
 */
export async function answerCode(request: AuthRequest, answer: CodeAnswer, within: Change): Promise<Refusal | null> {
  const { flow, code, param, maxAttempts } = answer;
  const normal = normalizeUserCode(code);
  const codeHashes = normal === null ? [] : request.runtime.secrets.macs("code", codeMessage(flow.id, normal));
  const counted = await countGuess(within.tx, {
    id: flow.id,
    step: flow.step,
    codeHashes,
    maxAttempts,
    now: request.now,
  });
  if (counted === null) throw new AuthError("no_pending_flow");
  if (counted.isRight) return null;
  const isLast = counted.flow.attempts >= maxAttempts;
  if (isLast) {
    await deleteFlow(within.tx, flow.id);
    within.afterCommit(() => delete request.memo.flow);
  }
  within.emit({ type: answer.rejected, userId: flow.userId, ...(isLast ? { detail: "last_attempt" } : {}) });
  return new Refusal(new AuthError(code.trim() === "" ? "required" : "incorrect_code", { param }));
}
