import type { AuthState, Flow } from "@latchkey/server/types";
import { useCallback, useSyncExternalStore } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { dropParkedCalls, onParkedCalls, type Parked, readParkedCalls, releaseParkedCalls } from "./parkedCalls.ts";
import { useAuthCalls } from "./useAuthCall.ts";

export interface UseReauthentication<State> extends ActionStatus {
  /** Whether some call waits until its user has confirmed that it is still them. */
  isRequired: boolean;
  /** The ways to do so. */
  flows: readonly Flow[];
  /** Gives the password again; the calls that wait then run. */
  reauthenticate(password: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Gives up the calls that wait: each fails with `reauthentication_required`. */
  cancel(): void;
}

const nothingParked = (): Parked | null => null;

/** The calls that wait, as React sees them. */
export function useParkedCalls(): Parked | null {
  return useSyncExternalStore(onParkedCalls, readParkedCalls, nothingParked);
}

export function createUseReauthentication<State extends AuthState>(useCaller: UseCaller) {
  return function useReauthentication(): UseReauthentication<State> {
    const parked = useParkedCalls();
    const { change, call: _call, ...status } = useAuthCalls(useCaller);
    const reauthenticate = useCallback<UseReauthentication<State>["reauthenticate"]>(
      async (password, callbacks) => {
        const state = await change<State>("account.reauthenticate", { password }, callbacks);
        releaseParkedCalls();
        return state;
      },
      [change],
    );
    return {
      ...status,
      isRequired: parked !== null,
      flows: parked?.flows ?? [],
      reauthenticate,
      cancel: dropParkedCalls,
    };
  };
}
