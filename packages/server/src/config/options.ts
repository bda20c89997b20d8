import { z } from "zod";
import type { Database } from "../db/database.ts";
import { SetupError } from "../lib/setupError.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type { MailDelivery, MailOverrides } from "../ports/mail/mail.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { LoginMethod, Requirement } from "../wire/session.ts";
import { accountSchema } from "./accountOptions.ts";
import type { AuthOptions } from "./authOptions.ts";
import { contradictionIn } from "./contradictions.ts";
import type { Agreed, Differences } from "./differences.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import { mfaSchema } from "./mfaOptions.ts";
import type { RateLimitOptions } from "./rateLimits.ts";
import { fn, withMethod } from "./schemaParts.ts";
import { sessionSchema } from "./sessionOptions.ts";
import { socialSchema } from "./socialOptions.ts";

const origin = z.string().refine(isOrigin, 'expected an origin such as "https://app.acme.com", without a path');
const secrets = z.array(z.string().min(32, "expected at least 32 characters")).min(1);

/** What `createAuth` takes. Words on each option stand in the interfaces, defaults here. */
export const optionsSchema = z.strictObject({
  database: withMethod<Database>("transaction"),
  secret: z.preprocess((given: string | readonly string[]) => (typeof given === "string" ? [given] : given), secrets),
  appName: z.string().min(1).max(100),
  origin,
  trustedOrigins: z.array(z.string()).default([]),
  clients: z
    .array(z.enum(["browser", "app"]))
    .min(1)
    .default(["browser", "app"]),
  trustedProxies: z.number().int().nonnegative().max(20).default(0),
  clientAddress: fn<NonNullable<AuthOptions["clientAddress"]>>().optional(),
  account: accountSchema,
  social: socialSchema,
  mfa: mfaSchema,
  session: sessionSchema,
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

type Parsed = z.output<typeof optionsSchema>;

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
  // Does not compile while interface and schema differ; the compiler's error names the option.
  const given: Agreed<unknown, Differences<AuthOptions<z.ZodObject>, z.input<typeof optionsSchema>>> = options;
  const parsed = optionsSchema.safeParse(given);
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
