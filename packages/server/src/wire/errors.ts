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
  | "no_password"
  | "no_verified_email"
  | "cannot_delete_authenticator"
  | "cannot_generate_recovery_codes"
  | "add_email_blocked"
  | "unverified_email"
  | "max_authenticators"
  | "access_denied"
  | "provider_failed"
  | "already_active"
  | "not_authenticated"
  | "session_gone"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | "reauthentication_required"
  | "signup_closed"
  | "csrf"
  | "client_not_allowed"
  | "no_pending_flow"
  | "already_authenticated"
  | "rate_limited"
  | "not_found"
  | "not_enabled"
  | "cookies_unavailable"
  | "temporarily_unavailable";

/** One problem and the field it concerns; without `param`, it concerns the whole form. */
export interface AuthFieldError {
  code: AuthErrorCode;
  param?: string;
  /** Plain text for users, in English. */
  message: string;
}

/** `data.auth` of an error: everything a form needs. */
export interface AuthErrorData {
  errors: AuthFieldError[];
  /** How to reauthenticate, for `reauthentication_required`. */
  flows?: Flow[];
  /** Seconds to wait before trying again, for `rate_limited`, `too_many_login_attempts` and `temporarily_unavailable`. */
  retryAfter?: number;
  /** What the provider redirect was for, if its callback fails. */
  process?: SocialProcess;
  /** Where in the front end to continue, if the callback of a provider fails. */
  callbackUrl?: string;
}
