import { z } from "zod";
import type { LimitPlan } from "../engine/limits/limits.ts";
import { text } from "../identity/fields.ts";
import type { CallbackFields } from "../wire/inputs.ts";
import type { CallbackInput } from "./callback.ts";

/** Counted for each return from a provider, and each token that an app submits. */
export const socialLoginLimits: LimitPlan = { volume: ["socialLogin"] };

/** The same where the use case counts the call, because its purpose may have a limit of its own. */
export const socialRedirectLimits: LimitPlan = { volume: ["socialRedirect"], isKeyed: true };
export const socialTokenLimits: LimitPlan = { ...socialLoginLimits, isKeyed: true };

const MAX_TOKEN = 16_384;
const MAX_VALUE = 8_192;
const MAX_EXTRA = 20;

const provider = text(100).min(1);
const process = z.enum(["login", "connect", "reauthenticate"]);
/** Longer than any key, which is answered like one that has expired. */
const invitation = text(200).optional();

export const redirectInput = z.object({ provider, callbackUrl: text(MAX_VALUE), process, invitation });
export const tokenInput = z.object({
  provider,
  process,
  token: z.object({
    clientId: text(1_024).optional(),
    idToken: text(MAX_TOKEN).optional(),
    accessToken: text(MAX_TOKEN).optional(),
    nonce: text(1_024).optional(),
  }),
  invitation,
});
export const disconnectInput = z.object({ provider, uid: text(1_024).min(1) });

const callbackFields: z.ZodType<CallbackFields, CallbackFields> = z
  .object({
    provider,
    state: text(MAX_VALUE).min(1),
    code: text(MAX_VALUE).optional(),
    error: text(MAX_VALUE).optional(),
    iss: text(MAX_VALUE).optional(),
  })
  .catchall(text(MAX_VALUE));

export const callbackInput = callbackFields.transform(
  ({ provider: id, state, code, error, iss, ...more }): CallbackInput => {
    const extra = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return { provider: id, state, code, error, iss, extra: Object.fromEntries(extra.slice(0, MAX_EXTRA)) };
  },
);
