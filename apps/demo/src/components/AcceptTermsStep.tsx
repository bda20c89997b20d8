import { ScrollTextIcon } from "lucide-react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

/** The screen of the app's own stage, `server/acceptTerms.ts`. */
export function AcceptTermsStep({ flow }: { flow: FlowOf<"accept_terms"> }) {
  const { version, rules } = flow.state;
  return (
    <AuthCard
      title="Accept our terms"
      icon={<ScrollTextIcon aria-hidden="true" />}
      lead={`Version ${version}. Accept them to finish logging in.`}
    >
      <ProblemNotice error={flow.error} />
      <ol className="grid list-decimal gap-1.5 pl-5 text-sm">
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ol>
      <ActionButton isPending={flow.isPending} onClick={() => void flow.answer({ version, accepted: true })}>
        Accept terms
      </ActionButton>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}
