import type { Steps } from "../../../server/src/engine/request.ts";
import { steps } from "../../../server/src/stages.ts";
import { code } from "./markdown.ts";

/** The stages in order, in a sentence. */
export function stageList(): string {
  return steps.stages.map(({ id }) => code(id)).join(" → ");
}

/** A Mermaid diagram of where a flow can wait: the stages that every login passes in order, and the other steps. */
export function stageDiagram({ stages, all }: Steps = steps): string {
  const isStage = new Set(stages.map(({ id }) => id));
  const others = [...all.values()].filter(({ id }) => !isStage.has(id)).map(({ id }) => id);
  const passed = ["login([login])", ...isStage, "session([session])"].join(" --> ");
  return [
    "```mermaid",
    "flowchart TD",
    '  subgraph stages ["every login passes, and may wait at each"]',
    `    ${passed}`,
    "  end",
    '  subgraph others ["other steps at which a flow can wait"]',
    ...others.map((id) => `    ${id}`),
    "  end",
    "```",
  ].join("\n");
}
