import type { FieldLabels } from "@/components/auth/parts/OwnFields";
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
  if (flow === null) return null;
  switch (flow.id) {
    case "verify_email":
      return <VerifyEmailStep flow={flow} />;
    case "verify_phone":
      return <VerifyPhoneStep flow={flow} />;
    case "login_by_code":
      return <LoginByCodeStep flow={flow} />;
    case "password_reset_by_code":
      return <PasswordResetByCodeStep flow={flow} />;
    case "mfa_trust":
      return <TrustStep flow={flow} />;
    case "mfa_authenticate":
      return <MfaAuthenticateStep flow={flow} />;
    case "mfa_signup_webauthn":
      return <PasskeySignupStep flow={flow} />;
    case "provider_signup":
      return <ProviderSignupStep flow={flow} labels={labels} />;
    case "reauthenticate":
      // Shown over the current page: see ReauthenticateDialog.
      return null;
    default:
      return flow satisfies never;
  }
}
