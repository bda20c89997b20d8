import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A step of a feature that this demo does not switch on. */
export function UnsupportedStep({ flow }: { flow: FlowOf<"provider_signup"> }) {
  return (
    <Page title="One more step" lead="Your login waits for a step that this demo does not show.">
      <ProblemList error={flow.error} />
      <StepActions isPending={flow.isPending} cancel={flow.cancel} cancelLabel="Start again" />
    </Page>
  );
}
