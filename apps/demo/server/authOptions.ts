import type { DemoSettings } from "./settings.ts";

/**
 * The switchable options for `createAuth`. This file imports nothing from the server: the page on the options prints
 * the same object that is applied.
 */
export function authOptionsOf(settings: DemoSettings) {
  return {
    account: {
      loginMethods: settings.loginMethods,
      signup: { open: settings.signupOpen, phone: settings.signupPhone, password: settings.signupPassword },
      emailVerification: settings.emailVerification,
      emailVerificationBy: settings.emailVerificationBy,
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
      reauthentication: { timeout: settings.reauthenticationTimeout },
      codeFormat: { kind: settings.codeFormat },
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
      trust: settings.mfaTrust,
      allowUnverifiedEmail: settings.allowUnverifiedEmail,
      totp: { digits: settings.totpDigits },
    },
    session: { lifetime: settings.sessionLifetime, trackActivity: settings.trackActivity },
  };
}
