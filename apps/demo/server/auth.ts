import { createAuth, type Database } from "@latchkey/server";
import { oidc } from "@latchkey/server/providers";
import { z } from "zod";
import { CLIENT_ID, type LocalProvider } from "./openid/provider.ts";
import type { Outbox } from "./outbox.ts";
import type { DemoSettings } from "./settings.ts";

/** The demo's own signup fields. Their types reach the form in the browser by themselves. */
const signupFields = z.object({
  displayName: z.string().trim().min(1, "Tell us what to call you.").max(80),
  newsletter: z.boolean().optional(),
});

/** Everything that stays when the options change. */
export interface DemoEnvironment {
  database: Database;
  secret: string;
  origin: string;
  outbox: Outbox;
  clock: () => Date;
  /** The OpenID provider of the demo's own. */
  openId: LocalProvider;
}

/** Latchkey as the demo uses it. */
export type DemoAuth = ReturnType<typeof makeAuth>;

/** @throws SetupError when the settings contradict each other */
export function makeAuth(environment: DemoEnvironment, settings: DemoSettings) {
  const { database, secret, origin, outbox, clock, openId } = environment;
  const { issuer, clientSecret } = openId;
  return createAuth({
    appName: "Latchkey demo",
    database,
    secret,
    origin,
    clock,
    mail: outbox.mail,
    sms: outbox.sms,
    account: {
      loginMethods: settings.loginMethods,
      signup: {
        open: settings.signupOpen,
        phone: settings.signupPhone,
        password: settings.signupPassword,
        fields: signupFields,
      },
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
      providers: settings.social
        ? [oidc({ id: "local", name: "Local provider", issuer, clientId: CLIENT_ID, clientSecret })]
        : [],
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
      // The address must be verified in the browser that will hold the passkey, which a code sees to.
      passkeySignup: settings.passkeySignup && settings.passkeys && settings.emailVerificationBy === "code",
      trust: settings.mfaTrust,
      allowUnverifiedEmail: settings.allowUnverifiedEmail,
      totp: { digits: settings.totpDigits },
    },
    session: { lifetime: settings.sessionLifetime, trackActivity: settings.trackActivity },
    // On, as everywhere, but a person who tries things out does in a minute what others do in a month.
    rateLimits: {
      login: "120/m/ip",
      signup: "60/m/ip",
      requestLoginCode: "60/m/ip, 10/m/key",
      resetPassword: "60/m/ip, 10/m/key",
      confirmEmail: "5/m/key",
      confirmEmailCode: "10/m/key",
      changePassword: "20/m/user",
      changePhone: "10/m/user",
      manageEmail: "30/m/user",
      verifyPhone: "10/m/key, 30/m/ip",
    },
  });
}
