import type { AuthState, PhoneNumber } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

export interface UsePhone<State> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<Pick<UsePhone<State>, "set" | "verify" | "resend">>;
  /** The user's number, and one that awaits its code; undefined until loaded. */
  phones: PhoneNumber[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /**
   * Sends a code to a new number, in E.164; it replaces the old one once the code is entered in `useFlow`. Where numbers
   * are not verified, it is stored at once, unless somebody else has it as well.
   */
  set(phone: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  verify(code: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  resend(callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUsePhone(useCaller: UseCaller) {
  return function usePhone(): UsePhone<AuthState> {
    const { items, isLoading, loadError, readAfter } = useResource(useCaller, "account.phone.get");
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change } = calls;
    const actions = useMemo<Pick<UsePhone<AuthState>, "set" | "verify" | "resend">>(() => {
      return {
        set: (phone, callbacks) => readAfter(change("account.phone.set", { phone }, callbacks)),
        verify: (code, callbacks) => readAfter(change("account.phone.verify", { code }, callbacks)),
        resend: (callbacks) => readAfter(change("account.phone.resend", undefined, callbacks)),
      };
    }, [change, readAfter]);
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses, phones: items, isLoading, loadError };
  };
}
