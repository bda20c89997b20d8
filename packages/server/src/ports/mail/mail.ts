/** Ids of the mails that Latchkey sends. Stable: an app may key its own texts by them. */
export type MailTemplate =
  | "verify_email"
  | "verify_email_code"
  | "password_reset"
  | "password_reset_code"
  | "login_code"
  | "account_already_exists"
  | "unknown_account"
  | "password_changed"
  | "password_set"
  | "password_was_reset"
  | "credentials_removed"
  | "email_added"
  | "email_changed"
  | "email_removed"
  | "phone_changed"
  | "account_deleted"
  | "new_login"
  | "totp_activated"
  | "totp_deactivated"
  | "recovery_codes_generated"
  | "recovery_code_used"
  | "webauthn_added"
  | "webauthn_removed"
  | "account_connected"
  | "account_disconnected";

/** What a message was made of. Which keys are set depends on the template. */
export interface MessageContext {
  appName: string;
  /** Where to act: verify, reset, sign up. */
  url?: string;
  /** The secret in `url`. */
  key?: string;
  /** What to type. */
  code?: string;
  user?: { id: string; display: string; email: string | null; username: string | null };
  /** The address or number that the message is about. */
  email?: string;
  phone?: string;
  oldEmail?: string;
  /** Where to ask for a new password, in `account_already_exists`. */
  passwordResetUrl?: string;
  signupUrl?: string;
  /** Whose request caused this. */
  ip?: string;
  userAgent?: string;
  /** ISO 8601. */
  at?: string;
  /** The name of the passkey, provider … that was added or removed. */
  name?: string;
}

/** One mail, ready to send. */
export interface MailMessage {
  template: MailTemplate;
  to: string;
  subject: string;
  text: string;
  html: string;
  context: MessageContext;
}

/** Sends mail. May throw: the message is kept and tried again. */
export interface MailDelivery {
  send(message: MailMessage): Promise<void>;
}
