import type { AuthState, SessionListEntry } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

export interface UseSessions<State> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseSessions<State>, "revoke" | "revokeOthers">>;
  /** The user's sessions, newest first; undefined until loaded. */
  sessions: SessionListEntry[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /** Ends sessions by id; ending the current one logs out. */
  revoke(ids: string[], callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Ends all sessions except the current one. */
  revokeOthers(callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseSessions(useCaller: UseCaller) {
  return function useSessions(): UseSessions<AuthState> {
    const { items, isLoading, loadError, readAfter } = useResource(useCaller, "session.list");
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change } = calls;
    const actions = useMemo<Pick<UseSessions<AuthState>, "revoke" | "revokeOthers">>(() => {
      return {
        revoke: (ids, callbacks) => readAfter(change("session.revoke", { ids }, callbacks)),
        revokeOthers: (callbacks) => readAfter(change("session.revokeOthers", undefined, callbacks)),
      };
    }, [change, readAfter]);
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses, sessions: items, isLoading, loadError };
  };
}
