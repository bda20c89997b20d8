import { type AuthOptions, jwt } from "@latchkey/server";

/** The same configuration, in the words of each side. */
export interface Settings {
  allauth: Record<string, unknown>;
  latchkey: Options;
}

type Options = Pick<AuthOptions, "account" | "mfa" | "session" | "social" | "rateLimits">;

const CODE = { ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED: true };
const NAMED = { ACCOUNT_USER_MODEL_USERNAME_FIELD: "username" };
const LIMITED = "1/m/ip";

/** Both sides with all that they have in common set alike; each of the others differs from it by what its name says. */
export const ALL = {
  link: of({}, {}),
  code: of(CODE, { account: { emailVerificationBy: "code" } }),
  loginOnLink: of(
    { ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION: true, ACCOUNT_LOGIN_ON_PASSWORD_RESET: true },
    { account: { loginOnEmailVerification: true, loginOnPasswordReset: true } },
  ),
  optional: of(
    {
      ...NAMED,
      ACCOUNT_LOGIN_METHODS: ["email", "username"],
      ACCOUNT_SIGNUP_FIELDS: ["email*", "username*", "password1*"],
      ACCOUNT_EMAIL_VERIFICATION: "optional",
      ACCOUNT_USERNAME_BLACKLIST: ["admin"],
    },
    {
      account: {
        loginMethods: ["email", "username"],
        signup: { email: "required", username: "required" },
        emailVerification: "optional",
        username: { blocked: ["admin"] },
      },
    },
  ),
  username: of(
    {
      ...NAMED,
      ACCOUNT_LOGIN_METHODS: ["username"],
      ACCOUNT_SIGNUP_FIELDS: ["email", "username*", "password1"],
      ACCOUNT_EMAIL_VERIFICATION: "none",
    },
    {
      account: {
        loginMethods: ["username"],
        signup: { email: "optional", username: "required", password: "optional" },
        emailVerification: "none",
      },
    },
  ),
  loginCode: of(
    { ...CODE, ACCOUNT_LOGIN_BY_CODE_ENABLED: true },
    { account: { emailVerificationBy: "code", loginByCode: { enabled: true } } },
  ),
  requiredCode: of(
    { ...CODE, ACCOUNT_LOGIN_BY_CODE_REQUIRED: true },
    { account: { emailVerificationBy: "code", loginByCode: { required: true } } },
  ),
  requiredAfterPassword: of(
    { ...CODE, ACCOUNT_LOGIN_BY_CODE_REQUIRED: ["mfa"] },
    { account: { emailVerificationBy: "code", loginByCode: { required: ["mfa"] } } },
  ),
  phone: of(
    {
      ACCOUNT_LOGIN_METHODS: ["phone", "email"],
      ACCOUNT_SIGNUP_FIELDS: ["phone*", "email", "password1*"],
      ACCOUNT_EMAIL_VERIFICATION: "none",
      ACCOUNT_LOGIN_BY_CODE_ENABLED: true,
    },
    {
      account: {
        loginMethods: ["phone", "email"],
        signup: { phone: "required", email: "optional" },
        emailVerification: "none",
        loginByCode: { enabled: true },
      },
    },
  ),
  resetCode: of(
    { ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED: true, ACCOUNT_LOGIN_ON_PASSWORD_RESET: true },
    { account: { passwordResetBy: "code", loginOnPasswordReset: true } },
  ),
  tellsAccounts: of(
    { ACCOUNT_PREVENT_ENUMERATION: false, ACCOUNT_LOGIN_BY_CODE_ENABLED: true },
    { account: { preventEnumeration: false, loginByCode: { enabled: true } } },
  ),
  strict: of(
    { ACCOUNT_PREVENT_ENUMERATION: "strict", ACCOUNT_EMAIL_VERIFICATION: "optional" },
    { account: { preventEnumeration: "strict", emailVerification: "optional" } },
  ),
  closed: of(
    { SIGNUP_OPEN: false, MFA_PASSKEY_LOGIN_ENABLED: false },
    { account: { signup: { open: false } }, mfa: { passkeyLogin: false } },
  ),
  reauthentication: of(
    { ACCOUNT_REAUTHENTICATION_REQUIRED: true },
    { account: { reauthentication: { required: true } } },
  ),
  oneAddress: of(
    { ...CODE, ACCOUNT_CHANGE_EMAIL: true },
    { account: { emailVerificationBy: "code", changeEmail: true } },
  ),
  twoAddresses: of({ ACCOUNT_MAX_EMAIL_ADDRESSES: 2 }, { account: { maxEmailAddresses: 2 } }),
  logoutOnChange: of({ ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE: true }, { account: { logoutOnPasswordChange: true } }),
  trust: of({ MFA_TRUST_ENABLED: true }, { mfa: { trust: true } }),
  passkeySignup: of(
    { ...CODE, MFA_PASSKEY_SIGNUP_ENABLED: true },
    { account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } },
  ),
  unverifiedFactors: of(
    { MFA_ALLOW_UNVERIFIED_EMAIL: true, ACCOUNT_EMAIL_VERIFICATION: "optional" },
    { mfa: { allowUnverifiedEmail: true }, account: { emailVerification: "optional" } },
  ),
  showOnce: of({ MFA_RECOVERY_CODES_SHOW_ONCE: true }, { mfa: { recoveryCodes: { showOnce: true } } }),
  totpOnly: of(
    { MFA_SUPPORTED_TYPES: ["totp"], MFA_PASSKEY_LOGIN_ENABLED: false },
    { mfa: { types: ["totp"], passkeyLogin: false } },
  ),
  codeTrust: of(
    { ...CODE, ACCOUNT_LOGIN_BY_CODE_REQUIRED: true, ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED: true },
    { account: { emailVerificationBy: "code", loginByCode: { required: true, trust: true } } },
  ),
  quiet: of(
    { ACCOUNT_EMAIL_NOTIFICATIONS: false, ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS: false, ACCOUNT_LOGIN_BY_CODE_ENABLED: true },
    { account: { notifications: false, unknownAccountMails: false, loginByCode: { enabled: true } } },
  ),
  noResend: of(
    {
      ...CODE,
      ACCOUNT_LOGIN_BY_CODE_ENABLED: true,
      ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND: false,
      ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE: false,
      ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND: false,
      ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS: 2,
    },
    {
      account: {
        emailVerificationBy: "code",
        loginByCode: { enabled: true },
        codes: { emailVerification: { resends: 0, changes: 0 }, login: { resends: 0, attempts: 2 } },
      },
    },
  ),
  phoneLimits: of(
    {
      ACCOUNT_LOGIN_METHODS: ["phone", "email"],
      ACCOUNT_SIGNUP_FIELDS: ["phone*", "email", "password1*"],
      ACCOUNT_EMAIL_VERIFICATION: "none",
      ACCOUNT_LOGIN_BY_CODE_ENABLED: true,
      ACCOUNT_RATE_LIMITS: {},
    },
    {
      rateLimits: {},
      account: {
        loginMethods: ["phone", "email"],
        signup: { phone: "required", email: "optional" },
        emailVerification: "none",
        loginByCode: { enabled: true },
      },
    },
  ),
  socialClosed: of({ SIGNUP_OPEN: false }, { account: { signup: { open: false } } }, "with a provider"),
  socialRecent: of(
    { ACCOUNT_REAUTHENTICATION_REQUIRED: true },
    { account: { reauthentication: { required: true } } },
    "with a provider",
  ),
  socialOptional: of(
    { ACCOUNT_EMAIL_VERIFICATION: "optional" },
    { account: { emailVerification: "optional" } },
    "with a provider",
  ),
  social: of({}, {}, "with a provider"),
  socialByAddress: of(
    { SOCIALACCOUNT_EMAIL_AUTHENTICATION: true, SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT: true },
    { social: { emailAuthentication: true, autoConnect: true } },
    "with a provider",
  ),
  limited: of(
    {
      ACCOUNT_LOGIN_BY_CODE_ENABLED: true,
      ACCOUNT_RATE_LIMITS: {
        login: LIMITED,
        signup: LIMITED,
        request_login_code: LIMITED,
        reset_password: LIMITED,
        reset_password_from_key: LIMITED,
        change_password: "1/m/user",
        reauthenticate: "1/m/user",
        manage_email: "1/m/user",
      },
    },
    {
      account: { loginByCode: { enabled: true } },
      rateLimits: {
        login: LIMITED,
        signup: LIMITED,
        requestLoginCode: LIMITED,
        resetPassword: LIMITED,
        resetPasswordFromKey: LIMITED,
        changePassword: "1/m/user",
        reauthenticate: "1/m/user",
        manageEmail: "1/m/user",
      },
    },
  ),
  defaultLimits: of(
    { ...CODE, ACCOUNT_RATE_LIMITS: {}, ACCOUNT_LOGIN_BY_CODE_ENABLED: true },
    { rateLimits: {}, account: { emailVerificationBy: "code", loginByCode: { enabled: true } } },
  ),
  jwt: of(
    {
      HEADLESS_TOKEN_STRATEGY: "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
      HEADLESS_JWT_ALGORITHM: "HS256",
    },
    { session: { tokens: jwt() } },
  ),
} satisfies Record<string, Settings & { isSocial: boolean }>;

function of(allauth: Settings["allauth"], latchkey: Options, kind: "plain" | "with a provider" = "plain") {
  return { allauth, latchkey, isSocial: kind !== "plain" };
}
