/** The app's own signup fields: what a form sends, and what is stored in the user's `data`. The one generic of this package. */
export interface SignupFields {
  input: Record<string, unknown>;
  data: Record<string, unknown>;
}
