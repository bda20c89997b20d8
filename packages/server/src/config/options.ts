import { z } from "zod";
import { databaseProblem, isDatabase, openDatabase, type PostgresDatabase } from "../db/postgresDatabase.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import { isBuild } from "../ports/environment.ts";
import type { MailDelivery, MailOverrides } from "../ports/mail/mail.ts";
import { DEFAULT_MAIL_STYLE } from "../ports/mail/mailStyle.ts";
import type { Provider, ProviderHttp } from "../ports/provider.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { Telemetry } from "../ports/telemetry/telemetry.ts";
import type { LoginMethod, Requirement } from "../wire/session.ts";
import { auditSchema } from "./audit/auditOptions.ts";
import type { AuthOptions } from "./authOptions.ts";
import { challengeSchema } from "./challenge/challengeOptions.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import { accountSchema } from "./options/accountOptions.ts";
import type { ResolvedCodes } from "./options/codeOptions.ts";
import { mfaSchema } from "./options/mfaOptions.ts";
import { fn, functions, isOrigin, trustedOrigin, withMethod } from "./options/schemaParts.ts";
import { sessionSchema } from "./options/sessionOptions.ts";
import { socialSchema } from "./options/socialOptions.ts";
import { stagesSchema } from "./options/stageOptions.ts";
import { textsSchema } from "./options/textsOptions.ts";
import type { RateLimitOptions } from "./rateLimits.ts";
import type { ProvidersFunction } from "./social/providers.ts";

const NO_SECRET =
  'there is none; set AUTH_SECRET in the environment of the server, to the result of `openssl rand -base64 32`, and write `secret: process.env.AUTH_SECRET ?? ""`. If this is a build that loads the module, such as a prerendering one, give the build any 32 characters: nothing that is made there is kept';
const origin = z.string().refine(isOrigin, 'expected an origin such as "https://app.acme.com", without a path');
// The type is written out, since the declarations would otherwise name one that zod has only from 4.5 on.
const secrets: z.ZodType<string[], string | readonly string[]> = z.preprocess(
  (given: string | readonly string[]) => secretsIn(given),
  z
    .array(z.string().min(32, "expected at least 32 characters"))
    .refine((list) => list.length > 0 || isBuild(), NO_SECRET),
);

/** A row for each: the compiler notices when one is missing. */
const HOOKS: Record<keyof AuthHooks, true> = {
  onSignup: true,
  onLogin: true,
  onUserDelete: true,
  canLogin: true,
  canDeleteAuthenticator: true,
  isReauthenticationRequired: true,
};

/** The input of `createAuth`. The interfaces document each option, the defaults are here. */
export const optionsSchema = z.strictObject({
  database: z
    .custom<PostgresDatabase>(isDatabase, { error: ({ input }) => databaseProblem(input) })
    .transform(openDatabase),
  lockTimeout: z
    .number("expected a number of seconds, such as 3")
    .positive()
    .max(60)
    .meta({ unit: "seconds" })
    .default(3),
  secret: secrets,
  appName: z.string().min(1).max(100),
  origin,
  trustedOrigins: z.array(trustedOrigin).default([]),
  clients: z
    .array(z.enum(["browser", "app"]))
    .min(1)
    .default(["browser", "app"]),
  trustedProxies: z.number().int().nonnegative().max(20).default(0),
  clientAddress: fn<NonNullable<AuthOptions["clientAddress"]>>().optional(),
  preset: z.enum(["asvs-l2"]).optional(),
  account: accountSchema,
  social: socialSchema,
  mfa: mfaSchema,
  session: sessionSchema,
  stages: stagesSchema,
  viewUser: fn<NonNullable<AuthOptions<z.ZodObject>["viewUser"]>>().optional(),
  rateLimits: z
    .custom<RateLimitOptions>(
      (value) => value === false || (typeof value === "object" && value !== null),
      "expected limits by name, or false",
    )
    .optional(),
  rateLimitStore: withMethod<RateLimitStore>("take").optional(),
  challenge: challengeSchema,
  hooks: functions<AuthHooks>(HOOKS).default({}),
  audit: auditSchema,
  telemetry: withMethod<Telemetry>("span").optional(),
  onEvent: fn<(event: AuthEvent) => void>().optional(),
  onError: fn<(error: unknown) => void>().optional(),
  clock: fn<Clock>().default(() => systemClock),
  mail: withMethod<MailDelivery>("send").optional(),
  mails: functions<MailOverrides>().default({}),
  mailStyle: z
    .strictObject({
      color: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, "expected a colour such as #0a7a54")
        .default(DEFAULT_MAIL_STYLE.color),
      logo: z.url({ protocol: /^https$/, error: "expected an address that begins with https://" }).optional(),
    })
    .prefault({}),
  sms: withMethod<SmsDelivery>("send").optional(),
  texts: textsSchema,
  background: fn<(promise: Promise<unknown>) => void>().optional(),
});

/** The given options, checked. */
export type ParsedOptions = z.output<typeof optionsSchema>;

/** The options with every default filled in. */
export interface ResolvedOptions extends Omit<ParsedOptions, "account" | "social"> {
  // Their names are imported for the declarations, which otherwise lead to the door of all providers: it is nearer.
  social: ParsedOptions["social"] & {
    providers: Provider[] | ProvidersFunction;
    http?: ProviderHttp | undefined;
  };
  account: Omit<ParsedOptions["account"], "signup" | "codes"> & {
    codes: ResolvedCodes;
    signup: Omit<ParsedOptions["account"]["signup"], LoginMethod> & Record<LoginMethod, Requirement>;
  };
}

/**
 * The secrets that are present: an empty one is a missing environment variable. This is allowed for a former secret
 * that was removed, but not for the first: only `next build` loads the module without one, and does not need it.
 */
function secretsIn(given: unknown): unknown {
  if (given !== undefined && typeof given !== "string" && !Array.isArray(given)) return given;
  const [first, ...former]: unknown[] = Array.isArray(given) ? given : [given];
  const isEmpty = (secret: unknown) => secret === undefined || secret === "";
  return isEmpty(first) ? [] : [first, ...former.filter((secret) => !isEmpty(secret))];
}
