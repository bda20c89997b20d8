import type { AuthErrorCode } from "./errors.ts";
import type { ClientKind, Device } from "./protocol.ts";

/** One of the user's addresses. */
export interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
}

/** The user's phone number; a number waiting for its code is listed as unverified next to the old one. */
export interface PhoneNumber {
  /** E.164. */
  phone: string;
  verified: boolean;
}

/** What a verification key would verify. */
export interface EmailKeyInfo {
  email: string;
  /** True if this client started the login that is waiting for this key. */
  isAuthenticating: boolean;
  /** The address is already verified: the link was opened before. */
  isVerified?: true;
}

/** What an invitation is for. */
export interface InvitationInfo {
  /** The address that the account will have, verified. */
  email: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** Whose password a reset key would set; nothing beyond what the email already said. */
export interface PasswordKeyInfo {
  user: { display: string; email: string | null };
}

/** The events that users see of their own account; the page on events says what each means. */
export type ActivityType =
  | "signup"
  | "login"
  | "login_failed"
  | "session_created"
  | "logout"
  | "reauthenticated"
  | "reauthentication_failed"
  | "session_revoked"
  | "refresh_token_reused"
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
  | "user_deactivated"
  | "user_reactivated"
  | "browser_trusted"
  | "browser_trust_revoked"
  | "authenticator_added"
  | "authenticator_removed"
  | "recovery_codes_generated"
  | "recovery_code_used"
  | "mfa_failed"
  | "flow_expired"
  | "flow_exhausted"
  | "account_connected"
  | "account_disconnected";

/** Something that happened in the user's account, as `account.activity` shows it. */
export interface ActivityEntry {
  id: string;
  type: ActivityType;
  /** ISO 8601. */
  at: string;
  /** Null: the app's own code did it, or nobody. */
  client: ClientKind | null;
  ip: string | null;
  /** As the client sent it, at most 200 characters. Plain text: escape it. */
  userAgent: string | null;
  /** The user agent in words; null where there is none. */
  device: Device | null;
  /** Whether it happened in the session that asks. */
  isCurrent: boolean;
  /** Whether somebody acted instead of the user, such as a member of the app's staff. */
  isByActor: boolean;
  /** The reason, for failures. */
  code?: AuthErrorCode;
  /** The method, step, provider and so on, depending on the type. */
  detail?: string;
}
