import { useMatches } from "@tanstack/react-router";
import { useAuth, useFlow } from "@/lib/auth";

type Flow = NonNullable<ReturnType<typeof useFlow>>;

const STEPS: Record<Flow["id"], string> = {
  verify_email: "steps/VerifyEmailStep.tsx",
  verify_phone: "steps/VerifyPhoneStep.tsx",
  login_by_code: "steps/LoginByCodeStep.tsx",
  password_reset_by_code: "steps/PasswordResetByCodeStep.tsx",
  mfa_authenticate: "steps/MfaAuthenticateStep.tsx",
  mfa_trust: "steps/TrustStep.tsx",
  mfa_signup_webauthn: "steps/PasskeySignupStep.tsx",
  provider_signup: "steps/ProviderSignupStep.tsx",
  reauthenticate: "ReauthenticateDialog.tsx",
};

/** The file of the current screen, below `src`. */
export function useScreenFile(): string {
  const matches = useMatches();
  const { status, ended } = useAuth();
  const flow = useFlow();
  const { file = "demo/pages/NotFound.tsx", access = "anonymous" } = matches.at(-1)?.staticData ?? {};
  if (flow !== null && (access !== "open" || flow.id === "reauthenticate")) return `components/auth/${STEPS[flow.id]}`;
  if (access === "open") return file;
  if (ended !== null) return "components/auth/EndedCard.tsx";
  if (status === "authenticated") return access === "account" ? file : "demo/pages/Dashboard.tsx";
  return access === "account" ? "components/auth/Login.tsx" : file;
}
