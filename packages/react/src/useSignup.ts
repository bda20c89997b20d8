import type { AuthState, InvitationInfo, PasskeySignupInput, SignupInput } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

export interface UseSignup<State, Input, PasskeyInput> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<
    Pick<UseSignup<State, Input, PasskeyInput>, "signup" | "signupWithPasskey" | "checkInvitation">
  >;
  /** Signs up with the fields the app asks for, including its own; with `invitation`, also where signup is closed. */
  signup(input: Input, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Signs up without a password: the address is verified first, then `useFlow` asks for the passkey. */
  signupWithPasskey(input: PasskeyInput, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Whose address the key of an invitation verifies; uses nothing up. */
  checkInvitation(key: string, callbacks?: ActionCallbacks<InvitationInfo>): Promise<InvitationInfo>;
}

export function createUseSignup(useCaller: UseCaller) {
  return function useSignup(): UseSignup<AuthState, SignupInput, PasskeySignupInput> {
    const { calls, status, log } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<
      Omit<UseSignup<AuthState, SignupInput, PasskeySignupInput>, keyof ActionStatus | "actions">
    >(
      () => ({
        signup: (input, callbacks) => change("account.signup", input, callbacks),
        signupWithPasskey: (input, callbacks) => change("mfa.webauthn.beginSignup", input, callbacks),
        checkInvitation: (key, callbacks) => call("account.checkInvitation", { key }, callbacks),
      }),
      [call, change],
    );
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
