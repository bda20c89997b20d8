import type { MfaType } from "./mfa.ts";
import type { ProviderInfo } from "./provider.ts";

/** A step that a login, signup, password reset or change of address is waiting at. Discriminated by `id`. */
export type PendingFlow =
  | VerifyEmailFlow
  | VerifyPhoneFlow
  | LoginByCodeFlow
  | MfaAuthenticateFlow
  | MfaTrustFlow
  | MfaSignupWebAuthnFlow
  | ProviderSignupFlow
  | PasswordResetByCodeFlow;

/** An email address is waiting to be verified, by the link or code that was sent. */
export interface VerifyEmailFlow {
  id: "verify_email";
  email: string;
  by: "link" | "code";
  canResend: boolean;
  canChange: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

/** A phone number is waiting for the code that was sent to it. */
export interface VerifyPhoneFlow {
  id: "verify_phone";
  phone: string;
  canResend: boolean;
  canChange: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

/** A login is waiting for the code that was sent by email or text message. */
export interface LoginByCodeFlow {
  id: "login_by_code";
  via: "email" | "phone";
  /** Where the code was sent. */
  recipient: string;
  canResend: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

/** A login is waiting for the second factor. */
export interface MfaAuthenticateFlow {
  id: "mfa_authenticate";
  types: MfaType[];
  /** ISO 8601. */
  expiresAt: string;
}

/** A login asks whether to trust this browser from now on. */
export interface MfaTrustFlow {
  id: "mfa_trust";
  /** ISO 8601. */
  expiresAt: string;
}

/** A signup by passkey has verified its address and is waiting for the passkey. */
export interface MfaSignupWebAuthnFlow {
  id: "mfa_signup_webauthn";
  email: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** A social signup is waiting for what the provider did not supply. */
export interface ProviderSignupFlow {
  id: "provider_signup";
  provider: ProviderInfo;
  suggested: { email?: string; username?: string };
  /** ISO 8601. */
  expiresAt: string;
}

/** A password reset is waiting for its code (`confirmed: false`) or for the new password (`confirmed: true`). */
export interface PasswordResetByCodeFlow {
  id: "password_reset_by_code";
  recipient: string;
  confirmed: boolean;
  canResend: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

/** The variant of {@link PendingFlow} with this id. */
export type FlowOf<Id extends PendingFlow["id"]> = Extract<PendingFlow, { id: Id }>;

/** Everything that a client may start or is in the middle of. */
export type FlowId =
  | PendingFlow["id"]
  | "login"
  | "signup"
  | "provider_redirect"
  | "provider_token"
  | "mfa_login_webauthn"
  | "reauthenticate"
  | "mfa_reauthenticate";

/** One thing that this client may do next, and whether it is already in progress. */
export interface Flow {
  id: FlowId;
  isPending: boolean;
  /** Ids of the providers, for `provider_redirect` and `provider_token`. */
  providers?: string[];
  /** Kinds of second factor, for `mfa_authenticate` and `mfa_reauthenticate`. */
  types?: string[];
}
