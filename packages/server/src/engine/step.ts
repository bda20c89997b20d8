import type { ResolvedOptions } from "../config/options.ts";
import type { FlowRow } from "../db/rows.ts";
import type { FlowId, PendingFlow } from "../wire/flow.ts";
import { isReadableLogin } from "./login.ts";
import type { Completion, Stage, Step, Steps } from "./request.ts";

export function createSteps(
  stages: readonly Stage[],
  others: readonly Step[],
  completions: readonly Completion[],
): Steps {
  return { stages, own: [], completions, all: new Map([...stages, ...others].map((step) => [step.id, step])) };
}

/** The step at which a flow waits, or waited. */
function stepOf({ step: id }: Pick<FlowRow, "step">, { steps }: { steps: Steps }): Step {
  const step = steps.all.get(id);
  if (step === undefined) throw new Error(`a flow waits at ${id}, which is not registered`);
  return step;
}

/**
 * Whether this version knows the step of a flow, and can read its login. While an app is deployed, a newer version may have written it:
 * processes of the older one ignore it, and it does not keep its client from anything else.
 */
export function isKnownFlow(
  { step: id, state, login }: Pick<FlowRow, "step" | "state" | "login">,
  { steps }: { steps: Steps },
): boolean {
  return steps.all.get(id)?.state.safeParse(state).success === true && isReadableLogin(login);
}

/** The id of a flow's step, as the client knows it. */
export function flowIdOf(row: Pick<FlowRow, "step">, runtime: { steps: Steps }): FlowId {
  // That of a stage of the app's own is one of the app's type, see typedState.
  return stepOf(row, runtime).id as FlowId;
}

/** The flow row as the client sees it. */
export function describeFlow(
  row: FlowRow,
  { options, steps }: { options: ResolvedOptions; steps: Steps },
): PendingFlow {
  const step = stepOf(row, { steps });
  const described = step.describe(step.state.parse(row.state), row, options);
  // The step with this id has exactly the fields of its variant besides `id` and `expiresAt`, as Step<Id> states; a stage
  // of the app's own is a variant of the app's type, see typedState.
  return { ...described, id: step.id, expiresAt: row.expiresAt.toISOString() } as PendingFlow;
}
