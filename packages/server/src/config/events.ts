import type { AuthErrorCode } from "../wire/errors.ts";
import type { ClientKind } from "../wire/protocol.ts";

/** What happened, for an audit log. Given after the commit; holds no secret, and nothing that a stranger typed but the user agent. */
export interface AuthEvent {
  type: AuthEventType;
  at: Date;
  /** Whom it concerns; null when nobody is known by that identifier. */
  userId: string | null;
  /** The session in which it happened, or that it made. */
  sessionId?: string;
  client?: ClientKind;
  ip?: string | null;
  /** One line, at most 200 characters. */
  userAgent?: string;
  /** Why, for failures. */
  code?: AuthErrorCode;
  /** Which limit, template, method …, by event. */
  detail?: string;
}

export type AuthEventType =
  | "signup"
  | "login"
  | "login_failed"
  | "logout"
  | "reauthenticated"
  | "session_revoked"
  | "session_client_changed"
  | "email_added"
  | "email_verified"
  | "email_removed"
  | "email_changed"
  | "email_code_rejected"
  | "phone_verified"
  | "phone_changed"
  | "phone_code_rejected"
  | "login_code_rejected"
  | "password_changed"
  | "password_set"
  | "password_reset_requested"
  | "password_reset"
  | "password_reset_code_rejected"
  | "user_updated"
  | "user_deleted"
  | "browser_trusted"
  | "browser_trust_revoked"
  | "authenticator_added"
  | "authenticator_removed"
  | "recovery_codes_generated"
  | "recovery_code_used"
  | "mfa_failed"
  | "account_connected"
  | "account_disconnected"
  | "provider_failed"
  | "rate_limited"
  | "rate_limit_store_failed"
  | "message_failed"
  | "error";
