import type { AuthState, EmailAddress, EmailKeyInfo } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import { refreshState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

type List = EmailAddress[];

type Actions = "add" | "remove" | "setPrimary" | "requestVerification" | "checkKey" | "verify";

export interface UseEmails<State> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseEmails<State>, Actions>>;
  /** The user's addresses, the primary one first; undefined until loaded. */
  emails: List | undefined;
  isLoading: boolean;
  loadError: Error | null;
  add(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  remove(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  setPrimary(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  /** Requests a new link or code, for any address; the response never reveals whether it is known. */
  requestVerification(email: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** What the key of a link would verify. Does not consume it. */
  checkKey(key: string, callbacks?: ActionCallbacks<EmailKeyInfo>): Promise<EmailKeyInfo>;
  /** Verifies an address with the key of a link, or with a code. */
  verify(key: string, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseEmails(useCaller: UseCaller) {
  return function useEmails(): UseEmails<AuthState> {
    const caller = useCaller();
    const { items, isLoading, loadError, replace, readAfter } = useResource(useCaller, "account.email.list");
    const { calls, status, log } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<Pick<UseEmails<AuthState>, Actions>>(() => {
      const thenShow = async (edited: Promise<List>) => {
        const list = await edited;
        replace(list);
        // The primary address is part of the state, and an address that waits for its code is a flow in it.
        await refreshState(caller);
        return list;
      };
      return {
        add: (email, callbacks) => thenShow(call("account.email.add", { email }, callbacks)),
        remove: (email, callbacks) => thenShow(call("account.email.remove", { email }, callbacks)),
        setPrimary: (email, callbacks) => thenShow(call("account.email.setPrimary", { email }, callbacks)),
        requestVerification: (email, callbacks) =>
          readAfter(change("account.email.requestVerification", { email }, callbacks)),
        checkKey: (key, callbacks) => call("account.email.checkKey", { key }, callbacks),
        verify: (key, callbacks) => readAfter(change("account.email.verify", { key }, callbacks)),
      };
    }, [caller, call, change, replace, readAfter]);
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses, emails: items, isLoading, loadError };
  };
}
