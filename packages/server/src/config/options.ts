import { z } from "zod";
import { databaseProblem, isDatabase, openDatabase, type PostgresDatabase } from "../db/postgresDatabase.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type { MailDelivery, MailOverrides } from "../ports/mail/mail.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { LoginMethod, Requirement } from "../wire/session.ts";
import type { AuthOptions } from "./authOptions.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import { accountSchema } from "./options/accountOptions.ts";
import { mfaSchema } from "./options/mfaOptions.ts";
import { fn, withMethod } from "./options/schemaParts.ts";
import { sessionSchema } from "./options/sessionOptions.ts";
import { socialSchema } from "./options/socialOptions.ts";
import type { RateLimitOptions } from "./rateLimits.ts";

const origin = z.string().refine(isOrigin, 'expected an origin such as "https://app.acme.com", without a path');
// The type is written out, since the declarations would name one that zod has only from 4.5 on.
const secrets: z.ZodType<string[], string | readonly string[]> = z.preprocess(
  (given: string | readonly string[]) => (typeof given === "string" ? [given] : given),
  z.array(z.string().min(32, "expected at least 32 characters")).min(1),
);

/** What `createAuth` takes. Words on each option stand in the interfaces, defaults here. */
export const optionsSchema = z.strictObject({
  database: z
    .custom<PostgresDatabase>(isDatabase, { error: ({ input }) => databaseProblem(input) })
    .transform(openDatabase),
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

/** The options as they were given, checked. */
export type ParsedOptions = z.output<typeof optionsSchema>;

/** The options with every default filled in. */
export interface ResolvedOptions extends Omit<ParsedOptions, "account"> {
  account: Omit<ParsedOptions["account"], "signup"> & {
    signup: Omit<ParsedOptions["account"]["signup"], LoginMethod> & Record<LoginMethod, Requirement>;
  };
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}
