import { z } from "zod";
import type { ResolvedStage } from "../../config/options/stageOptions.ts";
import type { OwnStage, OwnStageId, StepId, Steps } from "../request.ts";

const noState = z.strictObject({});

/** The steps of an app with stages of its own. */
export function withOwnStages(steps: Steps, stages: readonly ResolvedStage[]): Steps {
  if (stages.length === 0) return steps;
  const builtIn: StepId[] = steps.stages.map(({ id }) => id);
  const placed = stages.map((stage) => ({
    stage,
    position: stage.after === undefined ? builtIn.length : builtIn.indexOf(stage.after) + 1,
  }));
  // Sorting is stable: at the same position, the order of the list holds.
  const own = placed
    .sort((one, other) => one.position - other.position)
    .map(({ stage, position }) => ownStage(stage, new Set(builtIn.slice(position))));
  return { ...steps, own, all: new Map([...steps.all, ...own.map((stage) => [stage.id, stage] as const)]) };
}

function ownStage(stage: ResolvedStage, before: ReadonlySet<StepId>): OwnStage {
  return {
    // Checked by `config/contradictions.ts`: no built-in step has it.
    id: stage.id as OwnStageId,
    stage,
    before,
    state: stage.state ?? noState,
    // What the schema of its state has parsed; an object, or `enter` would have been refused.
    describe: (state) => ({ state: state as Record<string, unknown> }),
  };
}
