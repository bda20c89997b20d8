import { MonitorCheckIcon } from "lucide-react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { Button } from "@/components/ui/button";

/** A login offers to trust this browser from now on. */
export function TrustStep({ flow }: { flow: FlowOf<"mfa_trust"> }) {
  const answer = (trust: boolean) => void flow.answer(trust);
  return (
    <AuthCard
      title="Trust this browser?"
      icon={<MonitorCheckIcon aria-hidden="true" />}
      lead="You won't be asked for a code in this browser for a while. Do not do this on a shared computer."
    >
      <ProblemNotice error={flow.error} />
      <div className="grid gap-2.5">
        <ActionButton isPending={flow.isPending} onClick={() => answer(true)}>
          Trust browser
        </ActionButton>
        <Button variant="outline" disabled={flow.isPending} onClick={() => answer(false)}>
          Not now
        </Button>
      </div>
    </AuthCard>
  );
}
