import type { AuthState } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";

/** One identifier and the password. */
export type LoginInput = ({ email: string } | { username: string } | { phone: string }) & {
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean;
};

export interface UseLogin<State> extends ActionStatus {
  login(input: LoginInput, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks for a code to log in with; `useFlow` then waits for it. */
  requestCode(input: { email: string } | { phone: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseLogin<State extends AuthState>(useCaller: UseCaller) {
  return function useLogin(): UseLogin<State> {
    const { change, call: _call, ...status } = useAuthCalls(useCaller);
    const actions = useMemo<Omit<UseLogin<State>, keyof ActionStatus>>(
      () => ({
        login: (input, callbacks) => change<State>("account.login", input, callbacks),
        requestCode: (input, callbacks) => change<State>("account.code.request", input, callbacks),
      }),
      [change],
    );
    return { ...status, ...actions };
  };
}
