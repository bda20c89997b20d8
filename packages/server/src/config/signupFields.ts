import type { z } from "zod";
import type { SignupFields } from "../wire/signupFields.ts";
import type { User } from "../wire/state.ts";
import type { JsonObject } from "./options/jsonValue.ts";
import type { LoginStage, OwnStagesOf } from "./options/loginStage.ts";

export type { SignupFields } from "../wire/signupFields.ts";

/** {@link SignupFields} of a zod object, computed once where `createAuth` is called. */
export interface SignupFieldsOf<Shape extends z.ZodObject> {
  // Without fields zod infers `Record<string, never>`, which would forbid Latchkey's own fields.
  input: keyof Shape["shape"] extends never ? Record<never, never> : z.input<Shape>;
  data: z.output<Shape>;
}

/** No fields of the app. */
export type NoFields = z.ZodObject<Record<never, never>>;

/** {@link SignupFieldsOf} an app with a `viewUser` or with stages of its own. */
export interface AppTypes<
  Shape extends z.ZodObject = NoFields,
  View extends Record<string, unknown> = never,
  Stages extends readonly LoginStage[] = readonly [],
> {
  input: SignupFieldsOf<Shape>["input"];
  data: [View] extends [never] ? z.output<Shape> : View;
  /** What is stored, whatever `viewUser` makes of it. */
  stored: z.output<Shape>;
  stages: OwnStagesOf<Stages>;
}

/** The options from which {@link AppTypes} are inferred, besides the signup fields. */
export interface OwnOptions<
  Shape extends z.ZodObject,
  Stages extends readonly LoginStage[],
  View extends Record<string, unknown>,
> {
  stages?: Stages;
  viewUser?(user: User<z.output<Shape>>): View;
}

/**
 * Does not compile for a view that JSON cannot carry. (Not as the constraint of `View`: tRPC's types would follow its
 * recursion without end wherever the view is not known.)
 */
export type JsonSafe<View> = [View] extends [JsonObject]
  ? unknown
  : Record<string, unknown> extends View
    ? unknown
    : { viewUser: "expected to return an object that JSON can carry" };

/** What is stored in the `data` of a user: what a user's `data` contains, unless there is a `viewUser`. */
export type StoredOf<Fields extends SignupFields> = Fields extends { stored: infer Stored } ? Stored : Fields["data"];
