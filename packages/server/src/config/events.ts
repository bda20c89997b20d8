import type { AuthErrorCode } from "../wire/errors.ts";
import type { ClientKind } from "../wire/protocol.ts";

/** What happened, for an audit log. Emitted after the commit; contains no secrets, and no user input except the user agent. */
export interface AuthEvent {
  /** What happened. */
  type: AuthEventType;
  /** When it happened, by the `clock` option. */
  at: Date;
  /** The user it concerns; null when the identifier matches no user. */
  userId: string | null;
  /** The session in which it happened, or which it created. */
  sessionId?: string;
  /** The kind of client that called. */
  client?: ClientKind;
  /** The IP address of the caller; null when unknown. */
  ip?: string | null;
  /** The user agent as the client sent it: one line, at most 200 characters. */
  userAgent?: string;
  /** The reason, for failures. */
  code?: AuthErrorCode;
  /** The limit, template, method and so on, depending on the event. */
  detail?: string;
}

/** The comments are the documentation of each event. */
export type AuthEventType =
  /** An account was created. */
  | "signup"
  /** A login passed its last stage, and its session begins. */
  | "login"
  /** A login was refused; `code` says why. `userId` is null when no account matches. */
  | "login_failed"
  /** A user logged out. */
  | "logout"
  /** A logged-in user reauthenticated. */
  | "reauthenticated"
  /** A session was ended from another one; `detail` is `all others` when all others were ended. */
  | "session_revoked"
  /** A refresh token was presented again after it had been used, so someone else has a copy: its session was ended. */
  | "refresh_token_reused"
  /** A session was used from a different IP address or user agent, if `session.trackActivity` is on. */
  | "session_client_changed"
  /** An address was added to an account. */
  | "email_added"
  /** An address was verified. */
  | "email_verified"
  /** An address was removed from an account. */
  | "email_removed"
  /** An account's primary address changed. */
  | "email_changed"
  /** A wrong code was entered to verify an address; `detail` is `last_attempt` on the last attempt. */
  | "email_code_rejected"
  /** A phone number was verified. */
  | "phone_verified"
  /** An account's phone number changed. */
  | "phone_changed"
  /** A wrong code was entered to verify a phone number; `detail` is `last_attempt` on the last attempt. */
  | "phone_code_rejected"
  /** A wrong login code was entered; `detail` is `last_attempt` on the last attempt. */
  | "login_code_rejected"
  /** A password was changed. */
  | "password_changed"
  /** A password was set for an account that had none. */
  | "password_set"
  /** A link or code to reset a password was requested. */
  | "password_reset_requested"
  /** A password was reset. */
  | "password_reset"
  /** A wrong password reset code was entered; `detail` is `last_attempt` on the last attempt. */
  | "password_reset_code_rejected"
  /** A username or the app's own fields were changed. */
  | "user_updated"
  /** An account was deleted. */
  | "user_deleted"
  /** A browser was trusted: it skips the code or the second factor from now on. */
  | "browser_trusted"
  /** Trust in a browser was revoked. */
  | "browser_trust_revoked"
  /** A second factor or a passkey was added; `detail` is its type. */
  | "authenticator_added"
  /** A second factor or a passkey was removed; `detail` is its type, or `all`. */
  | "authenticator_removed"
  /** Recovery codes were generated; the old ones no longer work. */
  | "recovery_codes_generated"
  /** A recovery code was used. */
  | "recovery_code_used"
  /** A second factor was rejected. */
  | "mfa_failed"
  /** An account at a provider was connected; `detail` is the provider's id. */
  | "account_connected"
  /** An account at a provider was disconnected; `detail` is the provider's id. */
  | "account_disconnected"
  /** A provider could not be reached, or its response was rejected; `detail` begins with its id. */
  | "provider_failed"
  /** A limit was reached; `detail` is its name. */
  | "rate_limited"
  /** The rate limit store failed, so the call was refused. */
  | "rate_limit_store_failed"
  /**
   * Changes of sessions cannot be read, so `session.cache` is not used until they can be again; `onError` receives the
   * reason.
   */
  | "session_cache_failed"
  /** An email or text message could not be sent; `detail` is its template, and whether sending was given up. */
  | "message_failed"
  /** A call failed with an error whose details are hidden from callers; `onError` receives it. */
  | "error";
