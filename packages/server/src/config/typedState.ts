import type { AuthState, EnrolledStateOf, StateOf, User } from "../wire/state.ts";
import type { SignupFields } from "./signupFields.ts";

/**
 * Gives a state the type of the app's own fields and stages.
 *
 * Nothing is checked here: `data` is what the app's zod object produced when it was stored, or what its `viewUser` has
 * just returned, and a flow is described only if the stage's own schema accepts its state.
 */
export function typedState<Fields extends SignupFields>(state: Promise<AuthState>): Promise<StateOf<Fields>> {
  // An own stage has an id that no built-in step has, so the state is also one of the app's.
  return state as Promise<AuthState<Fields["data"]>> as Promise<StateOf<Fields>>;
}

/** The same with the recovery codes of a first factor. */
export function typedEnrollment<Fields extends SignupFields>(
  state: Promise<AuthState & { recoveryCodes?: string[] }>,
): Promise<EnrolledStateOf<Fields>> {
  return typedState<Fields>(state);
}

/** The same for a user. */
export function typedUser<Fields extends SignupFields>(user: Promise<User>): Promise<User<Fields["data"]>> {
  return user as Promise<User<Fields["data"]>>;
}
