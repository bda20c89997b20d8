import type { TotpSetup } from "@latchkey/server/types";
import { FingerprintIcon, KeyRoundIcon, ShieldCheckIcon, SmartphoneIcon } from "lucide-react";
import { useState } from "react";
import { RecoveryCodesForm } from "@/components/auth/account/security/SaveRecoveryCodes";
import { TotpSetupForm } from "@/components/auth/account/security/TotpSetupForm";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

type Step = { flow: FlowOf<"mfa_enroll"> };

/** A login waits for a second factor, which the app requires: first to set it up, then to keep its recovery codes. */
export function EnrollStep({ flow }: Step) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  if (flow.isEnrolled) return <KeepCodes flow={flow} codes={codes} />;
  if (setup !== null)
    return (
      <AuthCard title="Set up your authenticator app" icon={<SmartphoneIcon aria-hidden="true" />}>
        <TotpSetupForm
          isNarrow
          setup={setup}
          status={flow.actions.activateTotp}
          activate={async (code) => setCodes(await flow.activateTotp(code))}
          onCancel={() => setSetup(null)}
        />
      </AuthCard>
    );
  return <Choose flow={flow} onSetup={setSetup} onCodes={setCodes} />;
}

function Choose({
  flow,
  onSetup,
  onCodes,
}: Step & { onSetup(setup: TotpSetup): void; onCodes(codes: string[]): void }) {
  // The reason for a failure is in the flow's `error`.
  const register = (passwordless: boolean) => void flow.registerPasskey({ passwordless }).then(onCodes, () => {});
  return (
    <AuthCard
      title="Add a second factor"
      icon={<ShieldCheckIcon aria-hidden="true" />}
      lead="Your account must be protected by more than a password. You set this up once."
    >
      <ProblemNotice error={flow.error} />
      <div className="grid gap-2.5">
        {flow.types.includes("webauthn") ? (
          <>
            <ActionButton isPending={flow.isPending} onClick={() => register(true)}>
              <FingerprintIcon aria-hidden="true" />
              Create a passkey
            </ActionButton>
            <ActionButton variant="outline" isPending={flow.isPending} onClick={() => register(false)}>
              <KeyRoundIcon aria-hidden="true" />
              Use a security key
            </ActionButton>
          </>
        ) : null}
        {flow.types.includes("totp") ? (
          <ActionButton
            variant={flow.types.includes("webauthn") ? "outline" : "default"}
            isPending={flow.isPending}
            onClick={() => void flow.beginTotp().then(onSetup, () => {})}
          >
            <SmartphoneIcon aria-hidden="true" />
            Use an authenticator app
          </ActionButton>
        ) : null}
      </div>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}

/** @param codes null where the page was loaded again: they are shown once here */
function KeepCodes({ flow, codes }: Step & { codes: string[] | null }) {
  const complete = () => void flow.complete();
  if (codes !== null)
    return (
      <AuthCard
        title="Save your recovery codes"
        icon={<ShieldCheckIcon aria-hidden="true" />}
        lead="If you lose your second factor, each code lets you log in once. Keep them somewhere other than this device."
      >
        <RecoveryCodesForm codes={codes} onDone={complete} />
        <ProblemNotice error={flow.error} />
      </AuthCard>
    );
  return (
    <AuthCard
      title="Your second factor is set up"
      icon={<ShieldCheckIcon aria-hidden="true" />}
      lead="You can get recovery codes on the security page of your account."
    >
      <ProblemNotice error={flow.error} />
      <ActionButton isPending={flow.isPending} onClick={complete}>
        Continue
      </ActionButton>
    </AuthCard>
  );
}
