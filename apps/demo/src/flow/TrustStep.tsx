import { Button } from "../parts/Button.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import type { FlowOf } from "./flowOf.ts";

/** A login asks whether this browser is to be trusted from now on. */
export function TrustStep({ flow }: { flow: FlowOf<"mfa_trust"> }) {
  const answer = (trust: boolean) => flow.answer(trust).catch(() => {});
  return (
    <Page
      title="Trust this browser?"
      lead="If you do, you will not be asked for a code here for a while. Do not trust a shared computer."
    >
      <ProblemList error={flow.error} />
      <div className="form-actions">
        <Button look="primary" isPending={flow.isPending} onClick={() => answer(true)}>
          Trust it
        </Button>
        <Button disabled={flow.isPending} onClick={() => answer(false)}>
          Not this time
        </Button>
      </div>
    </Page>
  );
}
