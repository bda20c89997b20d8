import type { AnsweredStage } from "../../config/options/loginStage.ts";
import type { Transaction } from "../../db/database.ts";
import { advance } from "../../engine/advance.ts";
import { countAnswer, noteWrongAnswer } from "../../engine/attempts.ts";
import { requireFlow } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import { seenByApp } from "../../engine/ownStages/enterOwnStages.ts";
import type { AuthRequest, OwnStage } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { inputProblems } from "../../http/inputProblems.ts";
import { stagesKey } from "../../identity/identifiers.ts";
import { AuthError, type AuthProblem, Refusal } from "../../lib/authError.ts";
import { isStorable } from "../../lib/text.ts";
import type { AuthState } from "../../wire/state.ts";

export const answerStageLimits: LimitPlan = { volume: ["answerStage"], isKeyed: true };

/**
 * Answers a stage of the app's own, at which a login waits.
 *
 * The app's `answer` runs in the transaction in which the login continues, with the flow and the account locked. If it
 * refuses, what it has written is rolled back to a savepoint, and the refused attempt is counted.
 *
 * @throws AuthError `required`, `invalid` (param: the field of the input); `no_pending_flow`; what `answer` throws
 */
export async function answerStage(
  request: AuthRequest,
  { stage: id, input: given }: { stage: string; input: unknown },
): Promise<AuthState> {
  const own = request.runtime.steps.own.find((stage) => stage.id === id);
  // Also when the app no longer has the stage: its client asks for the state, and starts again.
  if (own === undefined) throw new AuthError("no_pending_flow");
  const flow = await requireFlow(request, own.id);
  if (flow.userId === null) throw new AuthError("no_pending_flow");
  await request.limits.take({ key: stagesKey(flow.userId) });
  const input = await readInput(own, given);
  const login = await resumeLogin(request, flow);
  const { account } = login;
  if (account === null) throw new AuthError("no_pending_flow");
  const rule = { maxAttempts: own.stage.attempts, rejected: "stage_refused", answered: id } as const;
  return advance(request, afterStep(login, own.id), async (transaction) => {
    const counted = await countAnswer(request, { ...rule, flow }, transaction);
    const state = own.state.parse(counted.flow.state);
    const refused = await refusalOf(transaction.tx, async (tx) => {
      const seen = await seenByApp(request, { ...login, account }, tx);
      await own.stage.answer({ ...seen, input, state } as GivenAnswer);
    });
    if (refused === null) return transaction.emit({ type: "stage_answered", userId: account.user.id, detail: id });
    await noteWrongAnswer(request, { ...rule, counted }, transaction);
    return new Refusal(refused);
  });
}

/** The state is what the stage's own schema has parsed, an object: `enter` could have stored nothing else. */
type GivenAnswer = AnsweredStage<unknown, Record<string, never>>;

/** Runs the app's code so that a refusal undoes what it wrote, and nothing else. @returns null when it did not refuse */
async function refusalOf(tx: Transaction, work: (tx: Transaction) => Promise<void> | void): Promise<AuthError | null> {
  try {
    await tx.transaction(async (inner) => work(inner));
    return null;
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

/** Before the transaction: a schema may take its time. */
async function readInput({ stage }: OwnStage, given: unknown): Promise<unknown> {
  if (!isStorable(given)) throw new AuthError("invalid");
  const parsed = await stage.schema.safeParseAsync(given);
  if (parsed.success) return parsed.data;
  const [first, ...others]: AuthProblem[] = inputProblems(parsed.error, given) ?? [{ code: "invalid" }];
  throw new AuthError(first === undefined ? "invalid" : [first, ...others]);
}
