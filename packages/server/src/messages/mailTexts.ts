import type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";

/** The text of a mail: paragraphs, and at most one action. */
export interface MailText {
  subject: string;
  /** Before the action. */
  lead: string[];
  /** A code to enter, or a link to follow. */
  action?: { code: string } | { label: string; url: string };
  /** After the action. */
  rest?: string[];
}

type Compose = (context: MessageContext & { name: string }) => MailText;

const IGNORE = "If you did not request this, you can ignore this email.";
const code = ({ code = "" }: MessageContext) => ({ code });
const link = (label: string, url = "") => ({ label, url });
const forget = (app: string) => `Not you? Reset your password at ${app} immediately.`;

/** Notifications state what changed, and when and from where. */
const notification =
  (subject: string, sentence: (context: MessageContext) => string): Compose =>
  (context) => ({
    subject,
    lead: [sentence(context), circumstances(context)].filter((line) => line !== ""),
    rest: [forget(context.appName)],
  });

function circumstances({ at, ip, userAgent }: MessageContext): string {
  const when = at === undefined ? "" : `When: ${at.slice(0, 16).replace("T", " ")} UTC.`;
  const where = ip === undefined ? "" : `IP address: ${ip}.`;
  const what = userAgent === undefined || userAgent === "" ? "" : `Browser or app: ${userAgent}.`;
  return [when, where, what].filter((part) => part !== "").join(" ");
}

/** Our texts, by template. */
export const mailTexts: Record<MailTemplate, Compose> = {
  verify_email: ({ appName, url, email = "" }) => ({
    subject: `Verify your email address for ${appName}`,
    lead: [`Open this link to verify that ${email} is your address.`],
    action: link("Verify email address", url),
    rest: [IGNORE],
  }),
  verify_email_code: (context) => ({
    subject: `Your verification code for ${context.appName}`,
    lead: [`Enter this code to verify that ${context.email ?? ""} is your address.`],
    action: code(context),
    rest: [IGNORE],
  }),
  password_reset: ({ appName, url, user }) => ({
    subject: `Reset your password for ${appName}`,
    lead: [
      `Someone, probably you, asked to reset the password of your ${appName} account.`,
      ...(user?.username ? [`Your username is ${user.username}.`] : []),
    ],
    action: link("Choose a new password", url),
    rest: [IGNORE, "Your password does not change until you choose a new one."],
  }),
  password_reset_code: (context) => ({
    subject: `Your password reset code for ${context.appName}`,
    lead: ["Enter this code on the page where you asked to reset your password."],
    action: code(context),
    rest: [`Do not share it with anyone. ${IGNORE}`],
  }),
  login_code: (context) => ({
    subject: `Your login code for ${context.appName}`,
    lead: ["Enter this code on the page where you are logging in."],
    action: code(context),
    rest: [`Do not share it with anyone. ${IGNORE}`],
  }),
  account_already_exists: ({ appName, email = "", passwordResetUrl }) => ({
    subject: `You already have an account at ${appName}`,
    lead: [
      `Someone, probably you, tried to sign up at ${appName} with ${email}. An account with this address already exists.`,
      "If you forgot your password, you can reset it.",
    ],
    action: link("Reset your password", passwordResetUrl),
    rest: [IGNORE],
  }),
  unknown_account: ({ appName, email = "", signupUrl }) => ({
    subject: `No account at ${appName}`,
    lead: [
      `Someone, probably you, tried to access an account at ${appName} with ${email}. There is no account with this address.`,
      "You may have signed up with a different address, or not at all.",
    ],
    action: link("Sign up", signupUrl),
    rest: [IGNORE],
  }),
  password_changed: notification(
    "Your password was changed",
    ({ appName }) => `Your password at ${appName} was changed.`,
  ),
  password_set: notification(
    "A password was set",
    ({ appName }) => `A password was set for your account at ${appName}.`,
  ),
  password_was_reset: notification(
    "Your password was reset",
    ({ appName }) => `Your password at ${appName} was reset.`,
  ),
  credentials_removed: notification(
    "Ways to log in were removed from your account",
    ({ appName }) =>
      `Your account at ${appName} was verified for the first time, by someone with access to this mailbox. Everything set up in it before (a password, second factors, connected accounts) was removed, and all other sessions were ended. Set a new password if you want one.`,
  ),
  email_added: notification(
    "An email address was added",
    ({ appName, email = "" }) => `The address ${email} was added to your account at ${appName}.`,
  ),
  email_changed: notification(
    "Your email address was changed",
    ({ appName, oldEmail = "", email = "" }) =>
      `The address of your account at ${appName} was changed from ${oldEmail} to ${email}.`,
  ),
  email_removed: notification(
    "An email address was removed",
    ({ appName, email = "" }) => `The address ${email} was removed from your account at ${appName}.`,
  ),
  phone_changed: notification(
    "Your phone number was changed",
    ({ appName, phone = "" }) => `The phone number of your account at ${appName} is now ${phone}.`,
  ),
  account_deleted: (context) => ({
    subject: "Your account was deleted",
    lead: [`Your account at ${context.appName} and everything in it were deleted.`, circumstances(context)].filter(
      (line) => line !== "",
    ),
    // There is no password left to reset.
    rest: [`Not you? Contact ${context.appName} immediately.`],
  }),
  totp_activated: notification(
    "Authenticator app added",
    ({ appName }) => `An authenticator app was added to your account at ${appName}.`,
  ),
  totp_deactivated: notification(
    "Authenticator app removed",
    ({ appName }) => `The authenticator app was removed from your account at ${appName}.`,
  ),
  recovery_codes_generated: notification(
    "New recovery codes",
    ({ appName }) => `New recovery codes were generated for your account at ${appName}. The old ones no longer work.`,
  ),
  recovery_code_used: notification(
    "A recovery code was used",
    ({ appName }) => `A recovery code for your account at ${appName} was used.`,
  ),
  webauthn_added: notification(
    "Passkey added",
    ({ appName, name }) => `The passkey ${name} was added to your account at ${appName}.`,
  ),
  webauthn_removed: notification(
    "Passkey removed",
    ({ appName, name }) => `The passkey ${name} was removed from your account at ${appName}.`,
  ),
  account_connected: notification(
    "Account connected",
    ({ appName, name }) => `An account at ${name} was connected to your account at ${appName}.`,
  ),
  account_disconnected: notification(
    "Account disconnected",
    ({ appName, name }) => `The account at ${name} was disconnected from your account at ${appName}.`,
  ),
};
