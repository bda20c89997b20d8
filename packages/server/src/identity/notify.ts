import { isSwitchedOn, type NotificationKind } from "../config/options/account/notificationOptions.ts";
import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { primaryOf } from "../engine/view.ts";
import type { OutgoingMail } from "../messages/outbox.ts";
import type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { messageUser } from "./messageUser.ts";
import { frontEndUrl } from "./urls.ts";

/** The switch of each notification. */
const KINDS = {
  password_changed: "password",
  password_set: "password",
  password_was_reset: "password",
  email_added: "email",
  email_changed: "email",
  email_removed: "email",
  phone_changed: "phone",
  username_changed: "username",
  totp_activated: "authenticatorApp",
  totp_deactivated: "authenticatorApp",
  recovery_codes_generated: "recoveryCodes",
  recovery_code_used: "recoveryCodes",
  webauthn_added: "passkeys",
  webauthn_removed: "passkeys",
  account_connected: "connections",
  account_disconnected: "connections",
  account_deleted: "account",
  credentials_removed: "account",
  new_login: "newLogin",
  login_unfinished: "unfinishedLogin",
  login_after_failures: "loginAfterFailures",
} as const satisfies Partial<Record<MailTemplate, NotificationKind>>;

/** A mail that an app may switch off. */
export type NotificationTemplate = keyof typeof KINDS;

interface Notification {
  account: Account;
  template: NotificationTemplate;
  /** The address, or undefined where there is none [the primary one]. */
  to?: string | undefined;
  context?: Partial<MessageContext>;
}

/** Where and when something happened. */
type Circumstances = Pick<AuthRequest, "now" | "ip" | "userAgent">;

/** Notifies the owner of an account of a change, at the given address or the primary one. */
export function notify(request: AuthRequest, notification: Notification, transaction: AuthTransaction): void {
  const mail = notificationMail(request.runtime.options, notification, request);
  if (mail !== null) transaction.send(mail);
}

/** Whether an app has switched a notification on. */
export function isNotified({ account }: ResolvedOptions, kind: NotificationKind): boolean {
  return isSwitchedOn(account.notifications, kind);
}

/** The mail of a notification; null where the app has switched it off, or the account has no address. */
export function notificationMail(
  options: ResolvedOptions,
  { account, template, to = primaryOf(account)?.address, context = {} }: Notification,
  { now, ip, userAgent }: Circumstances,
): OutgoingMail | null {
  if (!isNotified(options, KINDS[template]) || to === undefined) return null;
  return {
    kind: "mail",
    template,
    to,
    context: {
      appName: options.appName,
      ...(options.social.only ? { socialOnly: true as const } : {}),
      user: messageUser(account),
      at: now.toISOString(),
      ...(ip === null ? {} : { ip }),
      userAgent,
      ...context,
    },
  };
}

/** What the user can do about somebody else's login. */
export function resetLink({ social, account, origin }: ResolvedOptions): Pick<MessageContext, "passwordResetUrl"> {
  return social.only ? {} : { passwordResetUrl: frontEndUrl({ origin }, account.urls.requestPasswordReset) };
}
