import type { AuthState } from "@latchkey/server/types";
import { useCallback } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";

export interface UseSignup<State, Input> extends ActionStatus {
  /** Signs up with what the app asks for, its own fields included. */
  signup(input: Input, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseSignup<State extends AuthState, Input>(useCaller: UseCaller) {
  return function useSignup(): UseSignup<State, Input> {
    const { change, call: _call, ...status } = useAuthCalls(useCaller);
    const signup = useCallback<UseSignup<State, Input>["signup"]>(
      (input, callbacks) => change<State>("account.signup", input, callbacks),
      [change],
    );
    return { ...status, signup };
  };
}
