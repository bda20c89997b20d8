import type { z } from "zod";

/** The app's own signup fields: what a form sends, and what is stored in the user's `data`. The one generic of this package. */
export interface SignupFields {
  input: Record<string, unknown>;
  data: Record<string, unknown>;
}

/** {@link SignupFields} of a zod object, computed once where `createAuth` is called. */
export interface SignupFieldsOf<Shape extends z.ZodObject> {
  // Without fields zod says `Record<string, never>`, which would forbid the fields that are Latchkey's own.
  input: keyof Shape["shape"] extends never ? Record<never, never> : z.input<Shape>;
  data: z.output<Shape>;
}

/** No fields of the app's own. */
export type NoFields = z.ZodObject<Record<never, never>>;
