import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import { isSignupOpen } from "../config/signupOpen.ts";
import type { AuthRequest } from "../engine/request.ts";
import { listedProviders } from "../engine/social/providers.ts";
import { MAX_PASSWORD_LENGTH } from "../identity/passwords/passwords.ts";
import { describeProvider } from "../identity/providerInfo.ts";
import type { AuthConfig, SignupFieldInfo } from "../wire/session.ts";

/** What a client needs to render its forms. */
export async function getConfig(request: AuthRequest): Promise<AuthConfig> {
  const { options } = request.runtime;
  const { account, mfa } = options;
  const { email, username, phone, password, fields, honeypot } = account.signup;
  return {
    appName: options.appName,
    account: {
      loginMethods: account.loginMethods,
      signup: {
        isOpen: await isSignupOpen(options),
        email,
        username,
        phone,
        password,
        fields: describeFields(fields),
        honeypot,
      },
      emailVerification: account.emailVerification,
      emailVerificationBy: account.emailVerificationBy,
      phoneVerification: account.phoneVerification,
      passwordResetBy: account.passwordResetBy,
      loginByCode: { isEnabled: account.loginByCode.enabled, via: phone === "off" ? ["email"] : ["email", "phone"] },
      changeEmail: account.changeEmail,
      maxEmailAddresses: account.changeEmail ? 1 : account.maxEmailAddresses,
      password: { minLength: account.password.minLength, maxLength: MAX_PASSWORD_LENGTH },
      code: account.codeFormat,
      codes: describeCodes(account.codes),
      reauthenticationTimeout: account.reauthentication.timeout,
      activity: options.audit !== false,
    },
    social: { only: options.social.only, providers: (await listedProviders(request)).map(describeProvider) },
    mfa: {
      types: mfa.types,
      passkeyLogin: mfa.passkeyLogin && mfa.types.includes("webauthn"),
      passkeySignup: mfa.passkeySignup,
      passkeyUpgrade: mfa.passkeyUpgrade,
      trust: mfa.trust !== false || account.loginByCode.trust,
      required: mfa.required !== false,
      requiredFrom:
        mfa.required !== false && mfa.required.after > request.now ? mfa.required.after.toISOString() : null,
      totpDigits: mfa.totp.digits,
      recoveryCodesShownOnce: mfa.recoveryCodes.showOnce,
    },
    session: { trackActivity: options.session.trackActivity },
  };
}

function describeCodes(codes: ResolvedOptions["account"]["codes"]): AuthConfig["account"]["codes"] {
  const { emailVerification, phoneVerification, login, passwordReset } = codes;
  return {
    emailVerification: emailVerification.format,
    phoneVerification: phoneVerification.format,
    login: login.format,
    passwordReset: passwordReset.format,
  };
}

/** The app's own fields as JSON Schema; one that cannot be described accepts anything. */
function describeFields(fields: z.ZodObject | undefined): SignupFieldInfo[] {
  if (fields === undefined) return [];
  return Object.entries(fields.shape).map(([name, field]) => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(field, { unrepresentable: "any", io: "input" });
    return { name, required: !z.safeParse(field, undefined).success, schema };
  });
}
