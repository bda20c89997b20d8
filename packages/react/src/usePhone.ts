import type { AuthState, PhoneNumber } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";

export interface UsePhone<State> extends ActionStatus {
  /** The user's number, and one that waits for its code; undefined until they have arrived. */
  phones: PhoneNumber[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /** Sends a code to a new number, in E.164; it takes the old one's place once `useFlow` has got the code. */
  set(phone: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  verify(code: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  resend(callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUsePhone(useCaller: UseCaller) {
  return function usePhone(): UsePhone<AuthState> {
    const { items, isLoading, loadError, readAfter } = useResource(useCaller, "account.phone.get");
    const { calls, status } = useAuthCalls(useCaller);
    const { change } = calls;
    const actions = useMemo<Pick<UsePhone<AuthState>, "set" | "verify" | "resend">>(() => {
      return {
        set: (phone, callbacks) => readAfter(change("account.phone.set", { phone }, callbacks)),
        verify: (code, callbacks) => readAfter(change("account.phone.verify", { code }, callbacks)),
        resend: (callbacks) => readAfter(change("account.phone.resend", undefined, callbacks)),
      };
    }, [change, readAfter]);
    return { ...status, ...actions, phones: items, isLoading, loadError };
  };
}
