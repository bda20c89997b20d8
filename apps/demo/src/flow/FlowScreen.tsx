import { useFlow } from "../trpc.ts";
import { LoginByCodeStep } from "./LoginByCodeStep.tsx";
import { MfaAuthenticateStep } from "./MfaAuthenticateStep.tsx";
import { PasskeySignupStep } from "./PasskeySignupStep.tsx";
import { PasswordResetByCodeStep } from "./PasswordResetByCodeStep.tsx";
import { ProviderSignupStep } from "./ProviderSignupStep.tsx";
import { TrustStep } from "./TrustStep.tsx";
import { VerifyEmailStep } from "./VerifyEmailStep.tsx";
import { VerifyPhoneStep } from "./VerifyPhoneStep.tsx";

/** The step that waits for its user. The compiler refuses this while a step has no screen. */
export function FlowScreen() {
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
      return <ProviderSignupStep flow={flow} />;
    case "reauthenticate":
      // Asked over whatever page is open: see ReauthenticateDialog.
      return null;
    default:
      return flow satisfies never;
  }
}
