import type { DemoSettings } from "./settings.ts";

/** The demo's initial settings: Latchkey's own defaults, except where these would leave nothing to try. */
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
  // Otherwise there would be no provider to try.
  social: true,
  autoSignup: true,
  emailAuthentication: false,
  autoConnect: false,
  totp: true,
  passkeys: true,
  // Off in Latchkey; on here, so that users of the demo find it.
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
  identifierFirst: false,
};

/** Latchkey's own defaults: `createAuth` without options. */
export const latchkeyDefaults: DemoSettings = {
  ...defaultSettings,
  social: false,
  passkeySignup: false,
  mfaTrust: false,
};
