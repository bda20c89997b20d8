import { z } from "zod";

/** The settings that a user may change in the panel, without editing code. */
export const demoSettingsSchema = z.strictObject({
  loginMethods: z.array(z.enum(["email", "username", "phone"])).min(1, "Choose at least one."),
  signupOpen: z.boolean(),
  signupPhone: z.enum(["off", "optional", "required"]),
  signupPassword: z.enum(["required", "optional", "off"]),
  emailVerification: z.enum(["mandatory", "optional", "none"]),
  emailVerificationBy: z.enum(["link", "code"]),
  /** Without effect where signup asks for no number. */
  phoneVerification: z.enum(["mandatory", "none"]),
  passwordResetBy: z.enum(["link", "code"]),
  loginByCode: z.enum(["off", "enabled", "required"]),
  trustBrowser: z.boolean(),
  social: z.boolean(),
  autoSignup: z.boolean(),
  emailAuthentication: z.boolean(),
  autoConnect: z.boolean(),
  totp: z.boolean(),
  passkeys: z.boolean(),
  passkeySignup: z.boolean(),
  passkeyUpgrade: z.boolean(),
  mfaTrust: z.boolean(),
  acceptTerms: z.boolean(),
  allowUnverifiedEmail: z.boolean(),
  totpDigits: z.union([z.literal(6), z.literal(8)]),
  recoveryCodesShowOnce: z.boolean(),
  keepLastFactor: z.boolean(),
  mfaRequired: z.boolean(),
  breachedPasswords: z.boolean(),
  changeEmail: z.boolean(),
  /** A proof of work, which the browser does by itself. */
  challenge: z.enum(["off", "suspicious", "always"]),
  honeypot: z.boolean(),
  preventEnumeration: z.enum(["on", "strict", "off"]),
  loginOnEmailVerification: z.boolean(),
  loginOnPasswordReset: z.boolean(),
  logoutOnPasswordChange: z.boolean(),
  trackActivity: z.boolean(),
  maxSessions: z.enum(["any", "end_oldest", "refuse"]),
  changeMails: z.boolean(),
  newLoginMails: z.boolean(),
  unfinishedLoginMails: z.boolean(),
  guessedLoginMails: z.boolean(),
  audit: z.boolean(),
  codeFormat: z.enum(["letters", "digits"]),
  textedCodes: z.enum(["same", "digits"]),
  /** Of errors, emails and text messages: always English, or what the browser asks for among English, German and French. */
  language: z.enum(["english", "browser"]),
  /** Seconds. */
  sessionLifetime: z.number().int().min(60).max(31_536_000),
  /** Seconds. */
  reauthenticationTimeout: z.number().int().min(10).max(86_400),
  reauthenticationFor: z.enum(["all", "factors"]),
  /** Only for the login page: whether it asks for the identifier first, and then for the password. */
  identifierFirst: z.boolean(),
});

export type DemoSettings = z.output<typeof demoSettingsSchema>;
