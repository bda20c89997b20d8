import { z } from "zod";
import { named } from "./named.ts";
import { goneShape, unauthenticatedShape } from "./state.ts";

/** An answer that only says that it worked. */
export const doneShape = named("Done", z.object({ status: z.literal(200) }));

/** An answer with data. */
export function success(data: z.ZodType, meta?: z.ZodType, status: 200 | 202 = 200) {
  return z.object({ status: z.literal(status), data, ...(meta === undefined ? {} : { meta }) });
}

const errorShape = named(
  "FieldError",
  z.object({
    message: z.string().describe("Plain text for users."),
    code: z.string(),
    param: z.string().optional().describe("The field; without it, the whole form."),
  }),
);

/** With the option `challenge`: what to solve. The solution comes in `x-latchkey-challenge`. */
const challengedShape = z.object({
  challenge: z.object({
    kind: z.string(),
    action: z.enum(["login", "signup", "reset", "code"]),
    parameters: z.record(z.string(), z.unknown()),
  }),
});

const refusal = (status: number) => z.object({ status: z.literal(status) });

/** The answers that are no success, the same for every operation. */
export const refusalShapes = {
  400: named("BadRequest", z.object({ status: z.literal(400), errors: z.array(errorShape) })),
  401: unauthenticatedShape,
  403: named("Forbidden", z.object({ status: z.literal(403), data: challengedShape.optional() })),
  404: named("NotFound", refusal(404)),
  405: named("MethodNotAllowed", refusal(405)),
  409: named("Conflict", z.object({ status: z.literal(409), errors: z.array(errorShape).optional() })),
  410: goneShape,
  413: named("TooLarge", refusal(413)),
  429: named("TooManyRequests", refusal(429)),
  503: named("Unavailable", refusal(503)),
} as const;

export type RefusalStatus = keyof typeof refusalShapes;
