import type { DemoSettings } from "./settings.ts";

/** Latchkey's own defaults, so that the panel starts where an app without options would. */
export const defaultSettings: DemoSettings = {
  loginMethods: ["email"],
  signupOpen: true,
  signupPhone: "off",
  signupPassword: "required",
  emailVerification: "mandatory",
  emailVerificationBy: "link",
  passwordResetBy: "link",
  loginByCode: "off",
  trustBrowser: false,
  // A provider is there, or there would be nothing to try.
  social: true,
  autoSignup: true,
  emailAuthentication: false,
  autoConnect: false,
  totp: true,
  passkeys: true,
  // Off in Latchkey; on here, so that whoever tries the demo finds it.
  passkeySignup: true,
  mfaTrust: true,
  allowUnverifiedEmail: false,
  totpDigits: 6,
  changeEmail: false,
  preventEnumeration: "on",
  loginOnEmailVerification: false,
  loginOnPasswordReset: false,
  logoutOnPasswordChange: false,
  trackActivity: false,
  codeFormat: "letters",
  sessionLifetime: 14 * 86_400,
  reauthenticationTimeout: 300,
};
