import type { DemoSettings } from "./settings.ts";

/** A page has no room for a switch of each. */
const WITHOUT_CHANGES = {
  password: false,
  email: false,
  phone: false,
  username: false,
  authenticatorApp: false,
  recoveryCodes: false,
  passkeys: false,
  connections: false,
  account: false,
};

/**
 * The switchable options for `createAuth`. This file imports nothing from the server: the page on the options prints
 * the same object that is applied.
 */
export function authOptionsOf(settings: DemoSettings) {
  return {
    account: {
      loginMethods: settings.loginMethods,
      signup: {
        open: settings.signupOpen,
        phone: settings.signupPhone,
        password: settings.signupPassword,
        honeypot: settings.honeypot,
      },
      emailVerification: settings.emailVerification,
      emailVerificationBy: settings.emailVerificationBy,
      phoneVerification: settings.signupPhone === "off" ? ("mandatory" as const) : settings.phoneVerification,
      password: { checkAtLogin: settings.breachedPasswords },
      passwordResetBy: settings.passwordResetBy,
      loginByCode: {
        enabled: settings.loginByCode !== "off",
        required: settings.loginByCode === "required",
        trust: settings.trustBrowser,
      },
      changeEmail: settings.changeEmail,
      preventEnumeration: ({ on: true, off: false, strict: "strict" } as const)[settings.preventEnumeration],
      loginOnEmailVerification: settings.loginOnEmailVerification,
      loginOnPasswordReset: settings.loginOnPasswordReset,
      logoutOnPasswordChange: settings.logoutOnPasswordChange,
      notifications: {
        ...(settings.changeMails ? {} : WITHOUT_CHANGES),
        newLogin: settings.newLoginMails,
        unfinishedLogin: settings.unfinishedLoginMails,
        loginAfterFailures: settings.guessedLoginMails,
      },
      reauthentication: {
        timeout: settings.reauthenticationTimeout,
        required: settings.reauthenticationFor === "all" || { email: false, phone: false, connections: false },
      },
      codeFormat: { kind: settings.codeFormat },
      codes:
        settings.textedCodes === "same"
          ? {}
          : { phoneVerification: { format: { kind: "digits" as const, length: 6 } } },
    },
    social: {
      autoSignup: settings.autoSignup,
      emailAuthentication: settings.emailAuthentication,
      autoConnect: settings.autoConnect,
    },
    mfa: {
      types: [
        ...(settings.totp ? (["totp"] as const) : []),
        ...(settings.totp || settings.passkeys ? (["recovery_codes"] as const) : []),
        ...(settings.passkeys ? (["webauthn"] as const) : []),
      ],
      passkeyLogin: settings.passkeys,
      // The address must be verified in the browser that will have the passkey, which a code ensures.
      passkeySignup: settings.passkeySignup && settings.passkeys && settings.emailVerificationBy === "code",
      passkeyUpgrade: settings.passkeyUpgrade && settings.passkeys,
      webauthn: { endpoints: { enroll: "/account/security", manage: "/account/security" } },
      trust: settings.mfaTrust,
      required: settings.mfaRequired,
      allowUnverifiedEmail: settings.allowUnverifiedEmail,
      totp: { digits: settings.totpDigits },
      recoveryCodes: { showOnce: settings.recoveryCodesShowOnce },
    },
    session: {
      lifetime: settings.sessionLifetime,
      trackActivity: settings.trackActivity,
      maxPerUser: settings.maxSessions === "any" ? (false as const) : { max: 2, atLimit: settings.maxSessions },
    },
    audit: settings.audit,
  };
}
