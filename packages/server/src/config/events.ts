import type { AuthErrorCode } from "../wire/errors.ts";
import type { ClientKind } from "../wire/protocol.ts";

/** What happened, for an audit log. Given after the commit; holds no secret, and nothing that a stranger typed but the user agent. */
export interface AuthEvent {
  /** What happened. */
  type: AuthEventType;
  /** When, by the clock of the options. */
  at: Date;
  /** Whom it concerns; null when nobody is known by that identifier. */
  userId: string | null;
  /** The session in which it happened, or that it made. */
  sessionId?: string;
  /** Which kind of client called. */
  client?: ClientKind;
  /** The address that the call came from; null when it is not known. */
  ip?: string | null;
  /** What the client says that it is: one line, at most 200 characters. */
  userAgent?: string;
  /** Why, for failures. */
  code?: AuthErrorCode;
  /** Which limit, template, method …, by event. */
  detail?: string;
}

/** The comments are the documentation of each event. */
export type AuthEventType =
  /** An account was made. */
  | "signup"
  /** A login passed its last stage; its session begins. */
  | "login"
  /** A login was refused; `code` says why. `userId` is null where no account is known. */
  | "login_failed"
  /** A session was ended by its user. */
  | "logout"
  /** Somebody who is logged in gave a credential again. */
  | "reauthenticated"
  /** A session was ended from another; `detail` is `all others` when all were. */
  | "session_revoked"
  /** A session was used from another address or with another user agent, where `session.trackActivity` is on. */
  | "session_client_changed"
  /** An address was added to an account. */
  | "email_added"
  /** An address was verified. */
  | "email_verified"
  /** An address was removed from an account. */
  | "email_removed"
  /** An account's primary address changed. */
  | "email_changed"
  /** A code that verifies an address was wrong; `detail` is `last_attempt` when it was the last. */
  | "email_code_rejected"
  /** A phone number was verified. */
  | "phone_verified"
  /** An account's phone number changed. */
  | "phone_changed"
  /** A code that verifies a phone number was wrong; `detail` is `last_attempt` when it was the last. */
  | "phone_code_rejected"
  /** A code that logs in was wrong; `detail` is `last_attempt` when it was the last. */
  | "login_code_rejected"
  /** A password was changed. */
  | "password_changed"
  /** An account that had no password was given one. */
  | "password_set"
  /** A link or a code that resets a password was asked for. */
  | "password_reset_requested"
  /** A password was reset. */
  | "password_reset"
  /** A code that resets a password was wrong; `detail` is `last_attempt` when it was the last. */
  | "password_reset_code_rejected"
  /** A user name, or the app's own fields, were changed. */
  | "user_updated"
  /** An account was deleted. */
  | "user_deleted"
  /** A browser was trusted: it is not asked again for a code or a second factor. */
  | "browser_trusted"
  /** A trusted browser was forgotten. */
  | "browser_trust_revoked"
  /** A second factor or a passkey was added; `detail` is its type. */
  | "authenticator_added"
  /** A second factor or a passkey was removed; `detail` is its type, or `all`. */
  | "authenticator_removed"
  /** Recovery codes were made; the former ones no longer work. */
  | "recovery_codes_generated"
  /** A recovery code was used. */
  | "recovery_code_used"
  /** A second factor was wrong. */
  | "mfa_failed"
  /** An account at a provider was connected; `detail` is the provider's id. */
  | "account_connected"
  /** An account at a provider was disconnected; `detail` is the provider's id. */
  | "account_disconnected"
  /** A provider could not be reached, or its answer was refused; `detail` begins with its id. */
  | "provider_failed"
  /** A limit was reached; `detail` is its name. */
  | "rate_limited"
  /** The store of the limits failed. */
  | "rate_limit_store_failed"
  /** A mail or text message could not be sent; `detail` is its template, and whether it was given up. */
  | "message_failed"
  /** A call failed with an error of which callers are told nothing; `onError` has it. */
  | "error";
