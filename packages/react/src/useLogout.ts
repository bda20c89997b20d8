import type { AuthState } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

export interface UseLogout<State> extends ActionStatus {
  /** Logs out and resets all cached data of the account. */
  logout(callbacks?: ActionCallbacks<State>): Promise<State>;
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseLogout<State>, "logout">>;
}

export function createUseLogout(useCaller: UseCaller) {
  return function useLogout(): UseLogout<AuthState> {
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change } = calls;
    const actions = useMemo<Pick<UseLogout<AuthState>, "logout">>(
      () => ({ logout: (callbacks) => change("account.logout", undefined, callbacks) }),
      [change],
    );
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
