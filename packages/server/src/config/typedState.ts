import type { AuthState, User } from "../wire/state.ts";
import type { SignupFields } from "./signupFields.ts";

/**
 * Gives a state the type of the app's own fields.
 *
 * Nothing is checked here: the app's zod object produced `data` when it was stored, and nothing else writes it.
 */
export function typedState<Fields extends SignupFields>(state: Promise<AuthState>): Promise<AuthState<Fields["data"]>> {
  return state as Promise<AuthState<Fields["data"]>>;
}

/** The same for a user. */
export function typedUser<Fields extends SignupFields>(user: Promise<User>): Promise<User<Fields["data"]>> {
  return user as Promise<User<Fields["data"]>>;
}
