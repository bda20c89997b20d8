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
      lead="You won't be asked for a code in this browser for a while. Do not trust a shared computer."
    >
      <ProblemList error={flow.error} />
      <div className="form-actions">
        <Button look="primary" isPending={flow.isPending} onClick={() => answer(true)}>
          Trust browser
        </Button>
        <Button disabled={flow.isPending} onClick={() => answer(false)}>
          Not now
        </Button>
      </div>
    </Page>
  );
}
