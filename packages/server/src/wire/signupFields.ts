import type { OwnStage } from "./flow.ts";

/**
 * What an app adds to the types: the fields that a signup form sends, and what the user's `data` contains. The one generic
 * of this package. Apps with stages of their own add their types, as {@link FieldsAndStages}.
 */
export interface SignupFields {
  input: Record<string, unknown>;
  data: Record<string, unknown>;
}

/** What an app with stages of its own adds to the types. */
export interface FieldsAndStages extends SignupFields {
  stages: OwnStage;
}

/** The app's own stages; `never` without them. */
export type StagesOf<Fields extends SignupFields> = Fields extends FieldsAndStages ? Fields["stages"] : never;
