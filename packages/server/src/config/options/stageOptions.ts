import { z } from "zod";
import type { LoginStage } from "./loginStage.ts";
import { attempts, fn, hasMethod, seconds } from "./schemaParts.ts";

const schema = <Schema extends z.ZodType>() => z.custom<Schema>(hasMethod("safeParseAsync"), "expected a zod schema");

/** Lower case, so that it is not taken for another id, and short enough for a column. */
const id = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'expected an id such as "accept_terms": lower case letters, digits and _');

const stage = z.strictObject({
  id,
  after: z
    .enum(["verify_email", "mfa_authenticate", "mfa_enroll", "change_password", "mfa_trust", "mfa_signup_webauthn"])
    .optional(),
  // The state is compared with what JSON allows when `enter` returns it.
  state: schema<z.ZodType<Record<string, unknown>>>().optional(),
  schema: schema<z.ZodType>(),
  lifetime: seconds.optional(),
  attempts: attempts.default(5),
  enter: fn<LoginStage["enter"]>(),
  answer: fn<LoginStage["answer"]>(),
});

/** A stage of the app's own, checked. */
export type ResolvedStage = z.output<typeof stage>;

export const stagesSchema = z.array(stage).default([]);
