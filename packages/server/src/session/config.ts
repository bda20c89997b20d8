import { z } from "zod";
import { isSignupOpen } from "../config/signupOpen.ts";
import type { AuthRequest } from "../engine/request.ts";
import { MAX_PASSWORD_LENGTH } from "../identity/passwords/passwords.ts";
import { describeProvider } from "../identity/providerInfo.ts";
import type { AuthConfig, SignupFieldInfo } from "../wire/session.ts";

/** What a client needs to render its forms. */
export async function getConfig({ runtime }: AuthRequest): Promise<AuthConfig> {
  const { options } = runtime;
  const { account, mfa } = options;
  const { email, username, phone, password, fields } = account.signup;
  return {
    appName: options.appName,
    account: {
      loginMethods: account.loginMethods,
      signup: { isOpen: await isSignupOpen(options), email, username, phone, password, fields: describeFields(fields) },
      emailVerification: account.emailVerification,
      emailVerificationBy: account.emailVerificationBy,
      passwordResetBy: account.passwordResetBy,
      loginByCode: { isEnabled: account.loginByCode.enabled, via: phone === "off" ? ["email"] : ["email", "phone"] },
      changeEmail: account.changeEmail,
      maxEmailAddresses: account.changeEmail ? 1 : account.maxEmailAddresses,
      password: { minLength: account.password.minLength, maxLength: MAX_PASSWORD_LENGTH },
      code: account.codeFormat,
      reauthenticationTimeout: account.reauthentication.timeout,
    },
    social: { providers: options.social.providers.map(describeProvider) },
    mfa: {
      types: mfa.types,
      passkeyLogin: mfa.passkeyLogin && mfa.types.includes("webauthn"),
      passkeySignup: mfa.passkeySignup,
      trust: mfa.trust !== false || account.loginByCode.trust,
      totpDigits: mfa.totp.digits,
    },
    session: { trackActivity: options.session.trackActivity },
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
