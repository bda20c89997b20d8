import type { FlowRow } from "../db/rows.ts";
import { advance } from "../engine/advance.ts";
import { countAnswer, noteWrongAnswer } from "../engine/attempts.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { Login } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inTransaction } from "../engine/transaction.ts";
import { type AuthError, Refusal } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";
import { watchLogin } from "./unfinishedLogin.ts";

/** An answer to a step by an authenticator. */
export interface StepAnswer {
  flow: FlowRow;
  /** The login that waits there. */
  login: Login;
  /** The login as it continues when the answer is right; null when the answer cannot be right. */
  verified: Login | null;
  /** Decides, and uses up the answer. */
  isRight(transaction: AuthTransaction): Promise<boolean>;
  /** For a wrong answer. */
  error: AuthError;
}

/**
 * Counts an answer and, when it is right, continues the login: in one transaction, with the flow's row locked, so that
 * no more answers are compared than allowed, and none twice.
 *
 * @throws AuthError `error`; `no_pending_flow` when the flow does not wait any more
 */
export async function answerStep(
  request: AuthRequest,
  { flow, login, verified, isRight, error }: StepAnswer,
): Promise<AuthState> {
  const rule = { maxAttempts: request.runtime.options.mfa.attempts, rejected: "mfa_failed" } as const;
  const watch = flow.step === "mfa_authenticate" ? await watchLogin(request, login) : null;
  const answer = async (transaction: AuthTransaction): Promise<Refusal | void> => {
    const counted = await countAnswer(request, { ...rule, flow }, transaction);
    if (await isRight(transaction)) return watch?.forget(transaction.tx);
    await watch?.fail(transaction.tx);
    await noteWrongAnswer(request, { ...rule, counted }, transaction);
    return new Refusal(error);
  };
  if (verified !== null) return advance(request, verified, answer);
  return inTransaction<never>(request, async (transaction) => (await answer(transaction)) ?? new Refusal(error));
}
