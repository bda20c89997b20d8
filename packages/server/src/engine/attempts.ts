import type { AuthEventType } from "../config/events.ts";
import { exhaustFlow } from "../db/endedFlows.ts";
import { type CountedGuess, countGuess } from "../db/flows.ts";
import type { FlowRow } from "../db/rows.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import { newUserCode, normalizeUserCode } from "../lib/userCode.ts";
import type { CodeUse } from "../wire/session.ts";
import { endsOf } from "./audit/events.ts";
import type { AuthTransaction } from "./authTransaction.ts";
import type { AuthRequest } from "./request.ts";

/**
 * A code for users to type, and its MAC to store. It works in one flow only, and only for the address or number to
 * which it is sent: whatever the flow waits for when it is answered, a code verifies no other contact.
 */
export function issueCode(
  request: AuthRequest,
  { flowId, recipient, use }: { flowId: string; recipient: string; use: CodeUse },
): { code: string; codeHash: string } {
  const { options, random, secrets } = request.runtime;
  const code = newUserCode(random.bytes, options.account.codes[use].format);
  return { code, codeHash: secrets.mac("code", codeMessage({ flowId, recipient, code })) };
}

function codeMessage({ flowId, recipient, code }: { flowId: string; recipient: string; code: string }): string {
  return JSON.stringify([flowId, recipient, normalizeUserCode(code)]);
}

/** A flow whose answers are counted. */
export interface Counted {
  flow: FlowRow;
  maxAttempts: number;
  /** The event that reports a wrong answer to the app. */
  rejected: AuthEventType;
  /** What was answered, where the event does not say it. */
  answered?: string;
}

/**
 * Counts an answer that is compared elsewhere, for example by an authenticator. Locks the flow's row until the end of
 * the transaction, so that no more simultaneous answers are compared than allowed.
 *
 * @throws AuthError `no_pending_flow` when the flow does not wait any more
 */
export async function countAnswer(
  request: AuthRequest,
  { flow, maxAttempts }: Pick<Counted, "flow" | "maxAttempts">,
  transaction: AuthTransaction,
): Promise<CountedGuess> {
  const guess = { id: flow.id, step: flow.step, codeHashes: [], maxAttempts, now: request.now };
  const counted = await countGuess(transaction.tx, guess);
  if (counted === null) throw new AuthError("no_pending_flow");
  return counted;
}

/** Ends a flow that ran out of attempts, and reports the wrong answer to the app. @param counted the answer */
export async function noteWrongAnswer(
  request: AuthRequest,
  { counted, maxAttempts, rejected, answered }: Omit<Counted, "flow"> & { counted: CountedGuess },
  transaction: AuthTransaction,
): Promise<void> {
  const { flow, eventUserId: userId } = counted;
  const isLast = flow.attempts >= maxAttempts;
  if (isLast) {
    await exhaustFlow(transaction.tx, flow.id);
    transaction.afterCommit(() => delete request.memo.flow);
  }
  const detail = [...(answered === undefined ? [] : [answered]), ...(isLast ? ["last_attempt"] : [])].join(", ");
  transaction.emit({ type: rejected, userId, ...(detail === "" ? {} : { detail }) });
  if (isLast) for (const end of endsOf("flow_exhausted", [{ ...flow, userId }])) transaction.emit(end);
}

/** How a flow is answered with a code. */
export interface CodeAnswer extends Counted {
  code: string;
  /** The address or number that a right code verifies. */
  recipient: string;
  /** The input field, for the error. */
  param: "code" | "key";
}

/**
 * Counts and compares a code, in the transaction of its answer.
 *
 * Simultaneous answers wait for one another, so that no two can be right and no more are compared than allowed. The
 * last wrong one ends the flow.
 *
 * @returns the refusal to return from the transaction, so that the count is kept; null when the code was right
 * @throws AuthError `no_pending_flow` when the flow does not wait any more
 */
export async function answerCode(
  request: AuthRequest,
  answer: CodeAnswer,
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  const { flow, code, recipient, param, maxAttempts } = answer;
  const normal = normalizeUserCode(code);
  const message = codeMessage({ flowId: flow.id, recipient, code });
  const codeHashes = normal === null ? [] : request.runtime.secrets.macs("code", message);
  const counted = await countGuess(transaction.tx, {
    id: flow.id,
    step: flow.step,
    codeHashes,
    maxAttempts,
    now: request.now,
  });
  if (counted === null) throw new AuthError("no_pending_flow");
  if (counted.isRight) return null;
  await noteWrongAnswer(request, { ...answer, counted }, transaction);
  return new Refusal(new AuthError(code.trim() === "" ? "required" : "incorrect_code", { param }));
}
