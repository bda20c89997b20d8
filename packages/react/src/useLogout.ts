import type { AuthState } from "@latchkey/server/types";
import { useCallback } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";

export interface UseLogout<State> extends ActionStatus {
  /** Logs out, and forgets every answer that the account was shown. */
  logout(callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseLogout(useCaller: UseCaller) {
  return function useLogout(): UseLogout<AuthState> {
    const { calls, status } = useAuthCalls(useCaller);
    const { change } = calls;
    const logout = useCallback<UseLogout<AuthState>["logout"]>(
      (callbacks) => change("account.logout", undefined, callbacks),
      [change],
    );
    return { ...status, logout };
  };
}
