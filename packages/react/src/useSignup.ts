import type { AuthState } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";

export interface UseSignup<State, Input, PasskeyInput> extends ActionStatus {
  /** Signs up with what the app asks for, its own fields included. */
  signup(input: Input, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Signs up without a password: the address is verified first, then `useFlow` asks for the passkey. */
  signupWithPasskey(input: PasskeyInput, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseSignup<State extends AuthState, Input, PasskeyInput>(useCaller: UseCaller) {
  return function useSignup(): UseSignup<State, Input, PasskeyInput> {
    const { calls, status } = useAuthCalls(useCaller);
    const { change } = calls;
    const actions = useMemo<Omit<UseSignup<State, Input, PasskeyInput>, keyof ActionStatus>>(
      () => ({
        signup: (input, callbacks) => change<State>("account.signup", input, callbacks),
        signupWithPasskey: (input, callbacks) => change<State>("mfa.webauthn.beginSignup", input, callbacks),
      }),
      [change],
    );
    return { ...status, ...actions };
  };
}
