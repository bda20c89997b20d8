import type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import type { MailText, MailValues, MailWords } from "../ports/texts/catalogue.ts";
import { deviceInWords } from "../ports/texts/device.ts";

type Compose = (context: MailValues) => MailText;

const IGNORE = "If you did not request this, you can ignore this email.";
const code = ({ code = "" }: MessageContext) => ({ code });
const link = (label: string, url = "") => ({ label, url });
const forget = ({ appName, socialOnly }: MessageContext) =>
  socialOnly ? contact(appName) : `Not you? Reset your password at ${appName} immediately.`;
const contact = (app: string) => `Not you? Contact ${app} immediately.`;

/** Notifications state what changed, and when and from where. */
const notification =
  (subject: string, sentence: (context: MessageContext) => string): Compose =>
  (context) => ({
    subject,
    lead: [sentence(context), circumstances(context)].filter((line) => line !== ""),
    rest: [forget(context)],
  });

/** Mails about a login state what to do in either case: whoever it was may know the password. */
function aboutLogin(subject: string, sentence: (context: MessageContext) => string, ifYou: string): Compose {
  return (context) => {
    const { appName, socialOnly, passwordResetUrl } = context;
    return {
      subject,
      lead: [sentence(context), circumstances(context), ifYou].filter((line) => line !== ""),
      ...(passwordResetUrl === undefined ? {} : { action: link("Not you? Reset your password", passwordResetUrl) }),
      rest: [
        socialOnly
          ? contact(appName)
          : "If this was not you, reset your password immediately. That also logs out everyone who is logged in to your account.",
      ],
    };
  };
}

function circumstances({ at, ip, device, userAgent }: MessageContext): string {
  const when = at === undefined ? "" : `When: ${at.slice(0, 16).replace("T", " ")} UTC.`;
  const where = ip === undefined ? "" : `IP address: ${ip}.`;
  const client = (device && deviceInWords(device, "on")) ?? userAgent ?? "";
  const what = client === "" ? "" : `Browser or app: ${client}.`;
  return [when, where, what].filter((part) => part !== "").join(" ");
}

/** What all of our mails contain. */
export const mailWords: MailWords = {
  greeting: (name) => (name === null ? "Hello," : `Hello ${name},`),
  openInstead: "If the button does not work, open this link:",
  dot: "(dot)",
  colon: "(colon)",
};

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
  invitation: ({ appName, url, email = "" }) => ({
    subject: `You are invited to ${appName}`,
    lead: [`Open this link to create your account at ${appName} with ${email}.`],
    action: link("Create your account", url),
    rest: ["If you did not expect this invitation, you can ignore this email."],
  }),
  account_already_exists: ({ appName, email = "", passwordResetUrl }) => ({
    subject: `You already have an account at ${appName}`,
    lead: [
      `Someone, probably you, tried to sign up at ${appName} with ${email}. An account with this address already exists.`,
      passwordResetUrl === undefined
        ? "Log in with the provider that you have used before."
        : "If you forgot your password, you can reset it.",
    ],
    ...(passwordResetUrl === undefined ? {} : { action: link("Reset your password", passwordResetUrl) }),
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
    ({ appName, socialOnly }) =>
      `Your account at ${appName} was verified for the first time, by someone with access to this mailbox. Everything set up in it before (a password, second factors, connected accounts) was removed, and all other sessions were ended.${socialOnly ? "" : " Set a new password if you want one."}`,
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
    rest: [contact(context.appName)],
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
  username_changed: notification(
    "Your username was changed",
    ({ appName, name }) => `The username of your account at ${appName} is now ${name}.`,
  ),
  new_login: aboutLogin(
    "New login to your account",
    ({ appName }) =>
      `Someone logged in to your account at ${appName} with a browser or app that had not been used for it before.`,
    "If this was you, you need not do anything.",
  ),
  login_unfinished: aboutLogin(
    "Someone tried to log in to your account",
    ({ appName }) =>
      `Someone began to log in to your account at ${appName} and passed the first step, such as the password, but not your second factor. They did not get in.`,
    "If this was you, you can log in again at any time.",
  ),
  login_after_failures: aboutLogin(
    "Login after several failed attempts",
    ({ appName }) =>
      `Someone logged in to your account at ${appName} after several attempts with a wrong password or code.`,
    "If this was you, you need not do anything.",
  ),
};
