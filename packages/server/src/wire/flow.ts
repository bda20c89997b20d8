import type { MfaType } from "./mfa.ts";
import type { ProviderInfo } from "./provider.ts";

/**
 * A step that a login, signup, password reset or change of address is waiting at. Discriminated by `id`.
 *
 * `Stages` are the app's own stages; without them there are only the built-in steps.
 */
export type PendingFlow<Stages extends OwnStage = never> =
  | OwnFlow<Stages>
  | VerifyEmailFlow
  | VerifyPhoneFlow
  | LoginByCodeFlow
  | MfaAuthenticateFlow
  | MfaEnrollFlow
  | ChangePasswordFlow
  | MfaTrustFlow
  | MfaSignupWebAuthnFlow
  | ProviderSignupFlow
  | PasswordResetByCodeFlow;

/** The types of a stage of the app's own: its id, the state that the client sees, and the input that answers it. */
export interface OwnStage {
  id: string;
  state: Record<string, unknown>;
  input: unknown;
}

/** A login is waiting at a stage of the app's own. Only these have a `state`. */
export type OwnFlow<Stages extends OwnStage> = Stages extends OwnStage
  ? {
      id: Stages["id"];
      /** What the stage's `enter` returned. */
      state: Stages["state"];
      /** ISO 8601. */
      expiresAt: string;
    }
  : never;

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

/** A login is waiting for its user to set up a second factor, since the app requires one. */
export interface MfaEnrollFlow {
  id: "mfa_enroll";
  /** The types to choose from. */
  types: MfaType[];
  /** Whether a factor is set up: the login continues once its user has kept the recovery codes. */
  isEnrolled: boolean;
  /** ISO 8601. */
  expiresAt: string;
}

/** A login is waiting for a new password: the one that was used is known to attackers. */
export interface ChangePasswordFlow {
  id: "change_password";
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
  /** `fields`: values for the app's own fields, from `social.signupFields`. */
  suggested: { email?: string; username?: string; fields?: Record<string, unknown> };
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
export type FlowId<Stages extends OwnStage = never> =
  | PendingFlow<Stages>["id"]
  | "login"
  | "signup"
  | "provider_redirect"
  | "provider_token"
  | "mfa_login_webauthn"
  | "reauthenticate"
  | "mfa_reauthenticate"
  | "provider_reauthenticate";

/** One thing that this client may do next, and whether it is already in progress. */
export interface Flow<Stages extends OwnStage = never> {
  id: FlowId<Stages>;
  isPending: boolean;
  /** Ids of the providers, for `provider_redirect`, `provider_token` and `provider_reauthenticate`. */
  providers?: string[];
  /** Kinds of second factor, for `mfa_authenticate`, `mfa_enroll` and `mfa_reauthenticate`. */
  types?: string[];
}
