import { z } from "zod";

/** Which emails users get about their account, by what happened. */
export interface NotificationOptions {
  /** The password was changed, set or reset. @default true */
  password?: boolean;
  /** An email address was added, changed or removed. @default true */
  email?: boolean;
  /** The phone number was changed. @default true */
  phone?: boolean;
  /** The username was changed. @default true */
  username?: boolean;
  /** An authenticator app was added or removed. @default true */
  authenticatorApp?: boolean;
  /** Recovery codes were generated, or one was used. @default true */
  recoveryCodes?: boolean;
  /** A passkey or security key was added or removed. @default true */
  passkeys?: boolean;
  /** An account at a provider was connected or disconnected. @default true */
  connections?: boolean;
  /** The account was deleted, or its owner verified it and what others had set up was removed. @default true */
  account?: boolean;
  /**
   * A login in a browser or app that the user has not logged in with before, or not within half a year. Stores a cookie,
   * or the app's `deviceToken`, for that long. Nothing is sent for a trusted browser or the signup itself. @default false
   */
  newLogin?: boolean;
  /**
   * A login got past its first step, such as the password, but not past the second factor: once a day at most, when it can
   * no longer be finished. Not for a browser or app that the user has logged in with before, unless a wrong factor was
   * given. @default false
   */
  unfinishedLogin?: boolean;
  /** A login succeeded after five or more wrong passwords or codes, as counted by `rateLimits`. @default false */
  loginAfterFailures?: boolean;
}

export type NotificationKind = keyof NotificationOptions;

/** The changes of an account, and logins. The latter send more mail, and store something to do so: they are off. */
const changes = z.boolean().default(true);
const logins = z.boolean().default(false);

const kinds = z.strictObject({
  password: changes,
  email: changes,
  phone: changes,
  username: changes,
  authenticatorApp: changes,
  recoveryCodes: changes,
  passkeys: changes,
  connections: changes,
  account: changes,
  newLogin: logins,
  unfinishedLogin: logins,
  loginAfterFailures: logins,
} satisfies Record<NotificationKind, z.ZodType<boolean>>);

export const notificationsSchema = z.union([z.boolean(), kinds]).default(true);

/** What is sent where an app switches on notifications as such. */
const DEFAULTS = kinds.parse({});

/** Whether an app has switched a notification on. */
export function isSwitchedOn(given: z.output<typeof notificationsSchema>, kind: NotificationKind): boolean {
  return typeof given === "object" ? given[kind] : given && DEFAULTS[kind];
}
