import type { DemoSettings } from "./settings.ts";

/** The demo's initial settings: Latchkey's own defaults, except where these would leave nothing to try. */
export const defaultSettings: DemoSettings = {
  loginMethods: ["email"],
  signupOpen: true,
  signupPhone: "off",
  signupPassword: "required",
  emailVerification: "mandatory",
  emailVerificationBy: "link",
  phoneVerification: "mandatory",
  passwordResetBy: "link",
  loginByCode: "off",
  trustBrowser: false,
  // Otherwise there would be no provider to try.
  social: true,
  autoSignup: true,
  emailAuthentication: false,
  autoConnect: false,
  totp: true,
  passkeys: true,
  // Off in Latchkey; on here, so that users of the demo find it.
  passkeySignup: true,
  passkeyUpgrade: false,
  mfaTrust: true,
  acceptTerms: false,
  allowUnverifiedEmail: false,
  totpDigits: 6,
  recoveryCodesShowOnce: false,
  keepLastFactor: false,
  mfaRequired: false,
  breachedPasswords: false,
  changeEmail: false,
  challenge: "off",
  honeypot: false,
  preventEnumeration: "on",
  loginOnEmailVerification: false,
  loginOnPasswordReset: false,
  logoutOnPasswordChange: false,
  trackActivity: false,
  maxSessions: "any",
  changeMails: true,
  newLoginMails: false,
  unfinishedLoginMails: false,
  guessedLoginMails: false,
  // Otherwise there would be no activity to show.
  audit: true,
  codeFormat: "letters",
  textedCodes: "same",
  language: "english",
  sessionLifetime: 14 * 86_400,
  reauthenticationTimeout: 300,
  reauthenticationFor: "all",
  identifierFirst: false,
};

/** Latchkey's own defaults: `createAuth` without options. */
export const latchkeyDefaults: DemoSettings = {
  ...defaultSettings,
  social: false,
  passkeySignup: false,
  mfaTrust: false,
  audit: false,
};
