import type { Device } from "../../wire/protocol.ts";

/** Ids of the emails that Latchkey sends. Stable: an app may use them as keys of its own texts. */
export type MailTemplate =
  | "verify_email"
  | "verify_email_code"
  | "password_reset"
  | "password_reset_code"
  | "login_code"
  | "invitation"
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
  | "totp_activated"
  | "totp_deactivated"
  | "recovery_codes_generated"
  | "recovery_code_used"
  | "webauthn_added"
  | "webauthn_removed"
  | "account_connected"
  | "account_disconnected"
  | "username_changed"
  | "new_login"
  | "login_unfinished"
  | "login_after_failures";

/** The values in a message. Which keys are set depends on the template. */
export interface MessageContext {
  /** The option `appName`. */
  appName: string;
  /** Where to verify, reset or sign up. */
  url?: string;
  /** The secret in `url`. */
  key?: string;
  /** The code to enter. */
  code?: string;
  /** The user whose account it is about. */
  user?: { id: string; display: string; email: string | null; username: string | null };
  /** The address that the message is about. */
  email?: string;
  /** The number that the message is about, in E.164. */
  phone?: string;
  /** The previous address, in `email_changed`. */
  oldEmail?: string;
  /** Where to request a password reset, in `account_already_exists` and in mails about logins. */
  passwordResetUrl?: string;
  /** Where to sign up, in `unknown_account`. */
  signupUrl?: string;
  /** The IP address of the request that caused this. */
  ip?: string;
  /** The user agent of the request that caused this. */
  userAgent?: string;
  /** What that user agent says, in names of known browsers and systems. */
  device?: Device;
  /** When it happened, in ISO 8601. */
  at?: string;
  /** Set with `social.only`: there is no password to reset. */
  socialOnly?: true;
  /** The name of the passkey or provider that was added or removed, or the new username. */
  name?: string;
  /** The language of the message, with the option `texts`: a tag such as `de`. */
  locale?: string;
}

/** One email, ready to send. */
export interface MailMessage {
  template: MailTemplate;
  to: string;
  subject: string;
  text: string;
  html: string;
  context: MessageContext;
}

/** Sends email. May throw: the message is kept and retried. One that returns nothing to wait for has sent it. */
export interface MailDelivery {
  send(message: MailMessage): Promise<void>;
}

/**
 * The parts of our emails that an app replaces. Anything left out keeps its default.
 *
 * Names of users and passkeys are on one line, and spelt out where they could be taken for a link: "evil (dot) com".
 */
export type MailOverrides = {
  [Template in MailTemplate]?: (context: MessageContext) => { subject?: string; text?: string; html?: string };
};
