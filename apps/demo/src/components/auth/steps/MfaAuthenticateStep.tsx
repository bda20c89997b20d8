import { ShieldCheckIcon } from "lucide-react";
import { useState } from "react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { FactorCodeForm } from "@/components/auth/steps/FactorCodeForm";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";
import { Button } from "@/components/ui/button";

/** A login waits for the second factor. */
export function MfaAuthenticateStep({ flow }: { flow: FlowOf<"mfa_authenticate"> }) {
  const { types, isPending, cancel } = flow;
  const hasPasskey = types.includes("webauthn");
  const hasCode = types.some((type) => type !== "webauthn");
  const [isTyping, setTyping] = useState(!hasPasskey);
  const passkey = (
    <ActionButton
      variant={isTyping ? "outline" : "default"}
      isPending={isPending}
      onClick={() => void flow.authenticateWithPasskey()}
    >
      Use your passkey
    </ActionButton>
  );
  return (
    <AuthCard
      title="Confirm it's you"
      lead="Your account is protected by a second factor."
      icon={<ShieldCheckIcon aria-hidden="true" />}
    >
      {isTyping ? (
        <>
          <FactorCodeForm status={flow} types={types} onSubmit={flow.authenticate} />
          {hasPasskey ? passkey : null}
        </>
      ) : (
        <>
          <ProblemNotice error={flow.error} />
          <div className="grid gap-2.5">
            {passkey}
            {hasCode ? (
              <Button variant="outline" onClick={() => setTyping(true)}>
                Use a code instead
              </Button>
            ) : null}
          </div>
        </>
      )}
      <StepActions isPending={isPending} cancel={cancel} cancelLabel="Start again" />
    </AuthCard>
  );
}
