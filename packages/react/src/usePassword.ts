import type { AuthState, PasswordKeyInfo } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { updatePasskeys } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

export interface UsePassword<State> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<Pick<UsePassword<State>, "change" | "requestReset" | "checkKey" | "reset">>;
  /** Changes the password, or sets the first one (without `currentPassword`). */
  change(input: { currentPassword?: string; newPassword: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Sends a link or a code; the response never reveals whether there is an account. */
  requestReset(input: { email: string } | { phone: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Whose password a key would reset. Does not consume it. */
  checkKey(key: string, callbacks?: ActionCallbacks<PasswordKeyInfo>): Promise<PasswordKeyInfo>;
  /** Sets a new password with the key of a link, or with a code. */
  reset(input: { key: string; password: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUsePassword(useCaller: UseCaller) {
  return function usePassword(): UsePassword<AuthState> {
    const caller = useCaller();
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change, call } = calls;
    const actions = useMemo<Omit<UsePassword<AuthState>, keyof ActionStatus | "actions">>(
      () => ({
        async change(input, callbacks) {
          const state = await change("account.password.change", input, callbacks);
          // Passkeys that browsers created on the strength of the old password end with it.
          updatePasskeys(caller);
          return state;
        },
        requestReset: (input, callbacks) => change("account.password.requestReset", input, callbacks),
        checkKey: (key, callbacks) => call("account.password.checkKey", { key }, callbacks),
        reset: (input, callbacks) => change("account.password.reset", input, callbacks),
      }),
      [caller, change, call],
    );
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
