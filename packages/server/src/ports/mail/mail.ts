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
  /** The option `appName`. */
  appName: string;
  /** Where to act: verify, reset, sign up. */
  url?: string;
  /** The secret in `url`. */
  key?: string;
  /** What to type. */
  code?: string;
  /** Whose account it is about. */
  user?: { id: string; display: string; email: string | null; username: string | null };
  /** The address that the message is about. */
  email?: string;
  /** The number that the message is about, in E.164. */
  phone?: string;
  /** The former address, in `email_changed`. */
  oldEmail?: string;
  /** Where to ask for a new password, in `account_already_exists`. */
  passwordResetUrl?: string;
  /** Where to sign up, in `unknown_account`. */
  signupUrl?: string;
  /** The network address of whose request caused this. */
  ip?: string;
  /** What the browser or app of whose request caused this says that it is. */
  userAgent?: string;
  /** When, in ISO 8601. */
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

/**
 * What an app replaces of our mails. What is left out stays as it is.
 *
 * Names of people and passkeys come on one line, and spelt out where they could be taken for a link: "evil (dot) com".
 */
export type MailOverrides = {
  [Template in MailTemplate]?: (context: MessageContext) => { subject?: string; text?: string; html?: string };
};
