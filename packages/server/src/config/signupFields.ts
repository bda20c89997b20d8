import type { z } from "zod";

export type { SignupFields } from "../wire/signupFields.ts";

/** {@link SignupFields} of a zod object, computed once where `createAuth` is called. */
export interface SignupFieldsOf<Shape extends z.ZodObject> {
  // Without fields zod infers `Record<string, never>`, which would forbid Latchkey's own fields.
  input: keyof Shape["shape"] extends never ? Record<never, never> : z.input<Shape>;
  data: z.output<Shape>;
}

/** No fields of the app. */
export type NoFields = z.ZodObject<Record<never, never>>;
