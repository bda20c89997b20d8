import { useMatches } from "@tanstack/react-router";
import { useAuth, useFlow } from "@/lib/auth";

type Flow = NonNullable<ReturnType<typeof useFlow>>;

const STEPS: Record<Flow["id"], string> = {
  verify_email: "steps/VerifyEmailStep.tsx",
  verify_phone: "steps/VerifyPhoneStep.tsx",
  login_by_code: "steps/LoginByCodeStep.tsx",
  password_reset_by_code: "steps/PasswordResetByCodeStep.tsx",
  mfa_authenticate: "steps/MfaAuthenticateStep.tsx",
  mfa_enroll: "steps/EnrollStep.tsx",
  change_password: "steps/ChangePasswordStep.tsx",
  mfa_trust: "steps/TrustStep.tsx",
  mfa_signup_webauthn: "steps/PasskeySignupStep.tsx",
  provider_signup: "steps/ProviderSignupStep.tsx",
  reauthenticate: "ReauthenticateDialog.tsx",
  challenge: "ChallengeDialog.tsx",
  accept_terms: "../AcceptTermsStep.tsx",
};

/** The file of the current screen, below `src`. */
export function useScreenFile(): string {
  const matches = useMatches();
  const { status, ended } = useAuth();
  const flow = useFlow();
  const { file = "demo/pages/NotFound.tsx", access = "anonymous" } = matches.at(-1)?.staticData ?? {};
  if (flow !== null && (access !== "open" || isOverPage(flow.id)))
    return `components/auth/${STEPS[flow.id]}`.replace("auth/../", "");
  if (access === "open") return file;
  if (ended !== null) return "components/auth/EndedCard.tsx";
  if (status === "authenticated") return access === "account" ? file : "demo/pages/Dashboard.tsx";
  return access === "account" ? "components/auth/Login.tsx" : file;
}

/** Whether a step is shown over the page that it interrupts. */
function isOverPage(id: Flow["id"]): boolean {
  return id === "reauthenticate" || id === "challenge";
}
