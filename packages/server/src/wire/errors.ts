import type { Flow } from "./flow.ts";
import type { SocialProcess } from "./social.ts";

/** Every code that an error of this router may carry. A contract: codes are added, never renamed. */
export type AuthErrorCode =
  | "required"
  | "invalid"
  | "invalid_login"
  | "email_password_mismatch"
  | "username_password_mismatch"
  | "phone_password_mismatch"
  | "incorrect_password"
  | "enter_current_password"
  | "incorrect_code"
  | "unknown_credential"
  | "invalid_or_expired_key"
  | "invalid_password_reset"
  | "email_taken"
  | "username_taken"
  | "username_blocked"
  | "phone_taken"
  | "unknown_email"
  | "unknown_phone"
  | "unverified_primary_email"
  | "cannot_remove_primary_email"
  | "duplicate_email"
  | "max_email_addresses"
  | "same_as_current"
  | "password_too_short"
  | "password_too_common"
  | "password_too_similar"
  | "too_many_login_attempts"
  | "account_inactive"
  | "unknown_provider"
  | "token_required"
  | "client_id_required"
  | "client_id_mismatch"
  | "token_authentication_not_supported"
  | "invalid_token"
  | "invalid_url"
  | "connected_other"
  | "not_connected"
  | "no_password"
  | "no_verified_email"
  | "cannot_delete_authenticator"
  | "cannot_generate_recovery_codes"
  | "add_email_blocked"
  | "unverified_email"
  | "max_authenticators"
  | "max_sessions"
  | "access_denied"
  | "provider_failed"
  | "already_active"
  | "not_authenticated"
  | "session_gone"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | "reauthentication_required"
  | "second_factor_required"
  | "signup_closed"
  | "csrf"
  | "client_not_allowed"
  | "no_pending_flow"
  | "already_authenticated"
  | "rate_limited"
  | "challenge_required"
  | "not_found"
  | "social_only"
  | "disconnect_last"
  | "not_enabled"
  | "cookies_unavailable"
  | "temporarily_unavailable";

/** What a challenge protects: a login with a password, a signup, a password reset, or the request of a code or link. */
export type ChallengeAction = "login" | "signup" | "reset" | "code";

/** What a client needs to solve a challenge: for `turnstile`, `hcaptcha` and `recaptcha` the site key. */
export interface ChallengeParameters {
  siteKey?: string;
  [name: string]: unknown;
}

/**
 * Shows that a person or a browser makes the call, not a cheap bot. The call is sent again with the solution in the header
 * `x-latchkey-challenge`.
 */
export interface Challenge {
  kind: "turnstile" | "hcaptcha" | "recaptcha" | "proof_of_work" | (string & {});
  action: ChallengeAction;
  parameters: ChallengeParameters;
}

/** One problem and the field it concerns; without `param`, it concerns the whole form. */
export interface AuthFieldError {
  code: AuthErrorCode;
  param?: string;
  /** Plain text for users, in the language of the option `texts` [English]. */
  message: string;
}

/** `data.auth` of an error: everything a form needs. */
export interface AuthErrorData {
  /** Empty for an internal error at the end of a provider redirect, which has `process` and `callbackUrl` only. */
  errors: AuthFieldError[];
  /**
   * How to reauthenticate, for `reauthentication_required`: any of them, and then whatever the call still asks for. For
   * `second_factor_required`, the types of factor to add.
   */
  flows?: Flow[];
  /** Seconds to wait before trying again, for `rate_limited`, `too_many_login_attempts` and `temporarily_unavailable`. */
  retryAfter?: number;
  /** What to solve, for `challenge_required`. */
  challenge?: Challenge;
  /** What the provider redirect was for, if its callback fails. */
  process?: SocialProcess;
  /** Where in the front end to continue, if the callback of a provider fails. */
  callbackUrl?: string;
}

/**
 * What the server's own callback (`social.serverCallback`) adds to the query of the `callbackUrl` after a failure.
 */
export interface CallbackError {
  /** Why it failed; `server_error` for an internal error. */
  error: AuthErrorCode | "server_error";
  /** What the redirect was for; absent when the redirect was unknown or has expired. */
  error_process?: SocialProcess;
}
