import { z } from "zod";
import type { Database } from "../db/database.ts";
import { SetupError } from "../lib/setupError.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type { MailDelivery } from "../ports/mail/mail.ts";
import type { LegacyPasswordHasher, PasswordHasher } from "../ports/passwordHasher/passwordHasher.ts";
import type { Provider, ProviderHttp } from "../ports/provider.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { LoginMethod, Requirement } from "../wire/session.ts";
import type { AuthOptions, MailOverrides } from "./authOptions.ts";
import { contradictionIn } from "./contradictions.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import type { RateLimitOptions } from "./rateLimits.ts";

const MAX_ADDRESSES = 50;

const seconds = z
  .number()
  .int()
  .positive()
  .max(10 * 365 * 86_400);
const count = z.number().int().nonnegative().max(1_000);
const requirement = z.enum(["required", "optional", "off"]);
const isFunction = (value: unknown) => typeof value === "function";
const hasMethod = (name: string) => (value: unknown) =>
  typeof value === "object" && value !== null && name in value && isFunction(Reflect.get(value, name));
const fn = <Type>() => z.custom<Type>(isFunction, "expected a function");
const withMethod = <Type>(name: string) =>
  z.custom<Type>(hasMethod(name), `expected an object with a method ${name}()`);

const origin = z.string().refine(isOrigin, 'expected an origin such as "https://app.acme.com", without a path');
const secret = z.string().min(32, "expected at least 32 characters");
// The type is written out, since the declarations would name one that zod has only from 4.5 on.
const secrets: z.ZodType<string[], unknown> = z.preprocess(
  (given) => (typeof given === "string" ? [given] : given),
  z.array(secret).min(1),
);

const codeLimits = (defaults: { lifetime: number }) =>
  z
    .strictObject({
      lifetime: seconds.default(defaults.lifetime),
      attempts: z.number().int().min(1).max(10).default(3),
      resends: count.default(2),
      changes: count.default(2),
    })
    .prefault({});

const signup = z
  .strictObject({
    open: z.union([z.boolean(), fn<() => boolean | Promise<boolean>>()]).default(true),
    email: requirement.optional(),
    username: requirement.optional(),
    phone: requirement.optional(),
    password: requirement.default("required"),
    fields: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject, "expected a zod object").optional(),
  })
  .prefault({});

const account = z
  .strictObject({
    loginMethods: z
      .array(z.enum(["email", "username", "phone"]))
      .min(1)
      .default(["email"]),
    signup,
    emailVerification: z.enum(["mandatory", "optional", "none"]).default("mandatory"),
    emailVerificationBy: z.enum(["link", "code"]).default("link"),
    passwordResetBy: z.enum(["link", "code"]).default("link"),
    loginByCode: z
      .strictObject({
        enabled: z.boolean().default(false),
        required: z.union([z.boolean(), z.array(z.enum(["password", "mfa", "socialaccount"]))]).default(false),
        trust: z.boolean().default(false),
      })
      .prefault({}),
    changeEmail: z.boolean().default(false),
    maxEmailAddresses: z.number().int().positive().max(MAX_ADDRESSES).nullable().default(null),
    preventEnumeration: z.union([z.boolean(), z.literal("strict")]).default(true),
    unknownAccountMails: z.boolean().default(true),
    password: z
      .strictObject({
        minLength: z.number().int().min(1).max(128).default(8),
        hasher: withMethod<PasswordHasher>("hash").optional(),
        legacyHashers: z.array(withMethod<LegacyPasswordHasher>("verify")).default([]),
        isBlocked: fn<(password: string) => boolean | Promise<boolean>>().optional(),
      })
      .prefault({}),
    username: z
      .strictObject({
        minLength: z.number().int().min(1).max(150).default(1),
        blocked: z.array(z.string()).default([]),
      })
      .prefault({}),
    logoutOnPasswordChange: z.boolean().default(false),
    loginOnEmailVerification: z.boolean().default(false),
    loginOnPasswordReset: z.boolean().default(false),
    reauthentication: z
      .strictObject({ timeout: seconds.default(300), required: z.boolean().default(true) })
      .prefault({}),
    urls: z
      .strictObject({
        verifyEmail: urlTemplate("/verify-email#key={key}"),
        resetPassword: urlTemplate("/reset-password#key={key}"),
        requestPasswordReset: z.string().default("/forgot-password"),
        signup: z.string().default("/signup"),
        providerCallback: z.string().default("/auth/callback/{provider}"),
        providerFormPost: z.string().default("/auth/form-post/{provider}"),
      })
      .prefault({}),
    notifications: z.boolean().default(true),
    codeFormat: z
      .strictObject({
        kind: z.enum(["letters", "digits"]).default("letters"),
        length: z.number().int().min(6).max(12).optional(),
      })
      .prefault({})
      .transform(({ kind, length }) => ({ kind, length: length ?? (kind === "letters" ? 8 : 9) })),
    loginTimeout: seconds.default(900),
    codes: z
      .strictObject({
        emailVerification: codeLimits({ lifetime: 600 }),
        phoneVerification: codeLimits({ lifetime: 600 }),
        login: codeLimits({ lifetime: 180 }),
        passwordReset: codeLimits({ lifetime: 180 }),
      })
      .prefault({}),
    links: z
      .strictObject({ emailVerification: seconds.default(3 * 86_400), passwordReset: seconds.default(3_600) })
      .prefault({}),
  })
  .prefault({});

const TRUST_LIFETIME = 14 * 86_400;
const mfa = z
  .strictObject({
    types: z.array(z.enum(["totp", "recovery_codes", "webauthn"])).default(["totp", "recovery_codes", "webauthn"]),
    passkeyLogin: z.boolean().default(true),
    passkeySignup: z.boolean().default(false),
    allowUnverifiedEmail: z.boolean().default(false),
    attempts: z.number().int().min(1).max(10).default(3),
    totp: z
      .strictObject({
        issuer: z.string().min(1).max(100).optional(),
        digits: z.union([z.literal(6), z.literal(7), z.literal(8)]).default(6),
        period: z.number().int().min(15).max(300).default(30),
        tolerance: z.number().int().min(0).max(10).default(1),
      })
      .prefault({}),
    recoveryCodes: z.strictObject({ count: z.number().int().min(1).max(100).default(10) }).prefault({}),
    webauthn: z
      .strictObject({
        rpId: z.string().min(1).optional(),
        origins: z.array(z.string().min(1)).default([]),
        userVerification: z.enum(["required", "preferred", "discouraged"]).default("preferred"),
      })
      .prefault({}),
    trust: z
      .union([z.boolean(), z.strictObject({ lifetime: seconds.default(TRUST_LIFETIME) })])
      .default(false)
      .transform((trust) => (trust === true ? { lifetime: TRUST_LIFETIME } : trust)),
  })
  .prefault({});

const providerShape = (value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  ["authorizationUrl", "exchange", "profile"].every((name) => hasMethod(name)(value));
const social = z
  .strictObject({
    providers: z
      .array(
        z.custom<Provider>(providerShape, 'expected a provider, such as google({ … }) of "@latchkey/server/providers"'),
      )
      .default([]),
    autoSignup: z.boolean().default(true),
    emailAuthentication: z.union([z.boolean(), z.array(z.string())]).default(false),
    autoConnect: z.boolean().default(false),
    storeTokens: z.boolean().default(false),
    http: withMethod<ProviderHttp>("json").optional(),
  })
  .prefault({});

const session = z
  .strictObject({
    lifetime: seconds.default(14 * 86_400),
    idleTimeout: seconds.nullable().default(null),
    trackActivity: z.boolean().default(false),
    cookie: z
      .strictObject({
        name: z
          .string()
          .regex(/^[\w-]{1,40}$/, "expected letters, digits, - or _")
          .default("latchkey"),
        domain: z.string().optional(),
        sameSite: z.enum(["lax", "strict", "none"]).default("lax"),
      })
      .prefault({}),
    cache: z
      .union([
        z.literal(false),
        z.strictObject({ maxEntries: z.number().int().positive().default(10_000), maxAge: seconds.default(60) }),
      ])
      .default(false),
  })
  .prefault({});

const schema = z.strictObject({
  database: withMethod<Database>("transaction"),
  secret: secrets,
  appName: z.string().min(1).max(100),
  origin,
  trustedOrigins: z.array(z.string()).default([]),
  clients: z
    .array(z.enum(["browser", "app"]))
    .min(1)
    .default(["browser", "app"]),
  trustedProxies: z.number().int().nonnegative().max(20).default(0),
  clientAddress: fn<NonNullable<AuthOptions["clientAddress"]>>().optional(),
  account,
  social,
  mfa,
  session,
  rateLimits: z.custom<RateLimitOptions>((value) => value === false || typeof value === "object").optional(),
  rateLimitStore: withMethod<RateLimitStore>("take").optional(),
  hooks: z.custom<AuthHooks>((value) => typeof value === "object" && value !== null).default({}),
  onEvent: fn<(event: AuthEvent) => void>().optional(),
  onError: fn<(error: unknown) => void>().optional(),
  clock: fn<Clock>().default(() => systemClock),
  mail: withMethod<MailDelivery>("send").optional(),
  mails: z.custom<MailOverrides>((value) => typeof value === "object" && value !== null).default({}),
  sms: withMethod<SmsDelivery>("send").optional(),
  background: fn<(promise: Promise<unknown>) => void>().optional(),
});

type Parsed = z.output<typeof schema>;

/** The options with every default filled in. */
export interface ResolvedOptions extends Omit<Parsed, "account"> {
  account: Omit<Parsed["account"], "signup"> & {
    signup: Omit<Parsed["account"]["signup"], LoginMethod> & Record<LoginMethod, Requirement>;
  };
}

/**
 * Checks the options and fills in what is left out.
 *
 * @throws SetupError naming the option, what was expected and what contradicts it
 */
export function resolveOptions<Fields extends z.ZodObject>(options: AuthOptions<Fields>): ResolvedOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) throw new SetupError(`createAuth: ${describe(parsed.error)}`);
  const resolved = withImpliedFields(parsed.data);
  const contradiction = contradictionIn(resolved);
  if (contradiction !== null) throw new SetupError(`createAuth: ${contradiction}`);
  return resolved;
}

/** What people log in with is asked for at signup, unless the app says otherwise. */
function withImpliedFields(parsed: Parsed): ResolvedOptions {
  const { loginMethods, signup } = parsed.account;
  const isMethod = (method: LoginMethod) => loginMethods.includes(method);
  const phone = isMethod("phone") ? (loginMethods.length === 1 ? "required" : "optional") : "off";
  return {
    ...parsed,
    account: {
      ...parsed.account,
      signup: {
        ...signup,
        email: signup.email ?? (isMethod("email") ? "required" : "optional"),
        username: signup.username ?? (isMethod("username") ? "required" : "off"),
        phone: signup.phone ?? phone,
      },
    },
  };
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "options"}: ${issue.message}`).join("; ");
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}

function urlTemplate(fallback: string) {
  return z.string().includes("{key}", { message: "expected a template with {key}" }).default(fallback);
}
