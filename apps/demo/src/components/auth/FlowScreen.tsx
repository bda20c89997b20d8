import type { ComponentType } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import type { FieldLabels } from "@/components/auth/parts/OwnFields";
import { ChangePasswordStep } from "@/components/auth/steps/ChangePasswordStep";
import { EnrollStep } from "@/components/auth/steps/EnrollStep";
import { LoginByCodeStep } from "@/components/auth/steps/LoginByCodeStep";
import { MfaAuthenticateStep } from "@/components/auth/steps/MfaAuthenticateStep";
import { PasskeySignupStep } from "@/components/auth/steps/PasskeySignupStep";
import { PasswordResetByCodeStep } from "@/components/auth/steps/PasswordResetByCodeStep";
import { ProviderSignupStep } from "@/components/auth/steps/ProviderSignupStep";
import { TrustStep } from "@/components/auth/steps/TrustStep";
import { VerifyEmailStep } from "@/components/auth/steps/VerifyEmailStep";
import { VerifyPhoneStep } from "@/components/auth/steps/VerifyPhoneStep";
import { useFlow } from "@/lib/auth";

/**
 * The pending step. Does not compile while a step has no screen.
 *
 * @param labels the labels of the app's own signup fields
 */
export function FlowScreen({ labels }: { labels?: FieldLabels | undefined }) {
  const flow = useFlow();
  const { steps } = useAuthUi();
  if (flow === null) return null;
  // Only the app's own stages have a state.
  if ("state" in flow) return <OwnStep flow={flow} steps={steps} />;
  switch (flow.id) {
    case "verify_email":
      return <VerifyEmailStep flow={flow} />;
    case "verify_phone":
      return <VerifyPhoneStep flow={flow} />;
    case "login_by_code":
      return <LoginByCodeStep flow={flow} />;
    case "password_reset_by_code":
      return <PasswordResetByCodeStep flow={flow} />;
    case "mfa_enroll":
      return <EnrollStep flow={flow} />;
    case "change_password":
      return <ChangePasswordStep flow={flow} />;
    case "mfa_trust":
      return <TrustStep flow={flow} />;
    case "mfa_authenticate":
      return <MfaAuthenticateStep flow={flow} />;
    case "mfa_signup_webauthn":
      return <PasskeySignupStep flow={flow} />;
    case "provider_signup":
      return <ProviderSignupStep flow={flow} labels={labels} />;
    case "reauthenticate":
    case "challenge":
      // Shown over the current page: see ReauthenticateDialog and ChallengeDialog.
      return null;
    default:
      return flow satisfies never;
  }
}

/** A stage of the app's own, in the app's component for it. */
function OwnStep({ flow, steps }: { flow: { id: string }; steps: object }) {
  // `OwnSteps` has a component for each id, which takes the flow with this id.
  const Step = Reflect.get(steps, flow.id) as ComponentType<{ flow: { id: string } }> | undefined;
  return Step === undefined ? null : <Step flow={flow} />;
}
