import type { AuthState, EmailAddress, EmailKeyInfo } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import { refreshState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";

type List = EmailAddress[];

type Actions = "add" | "remove" | "setPrimary" | "requestVerification" | "checkKey" | "verify";

export interface UseEmails<State> extends ActionStatus {
  /** The user's addresses, the primary one first; undefined until they have arrived. */
  emails: List | undefined;
  isLoading: boolean;
  loadError: Error | null;
  add(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  remove(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  setPrimary(email: string, callbacks?: ActionCallbacks<List>): Promise<List>;
  /** Asks for the link or code again, for any address; the answer never tells whether it is known. */
  requestVerification(email: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** What the key of a link would prove. Uses nothing up. */
  checkKey(key: string, callbacks?: ActionCallbacks<EmailKeyInfo>): Promise<EmailKeyInfo>;
  /** Proves an address with the key of a link, or with a code. */
  verify(key: string, callbacks?: ActionCallbacks<State>): Promise<State>;
}

export function createUseEmails<State extends AuthState>(useCaller: UseCaller) {
  return function useEmails(): UseEmails<State> {
    const caller = useCaller();
    const { items, isLoading, loadError, replace, readAnew } = useResource<List>(useCaller, "account.email.list");
    const { calls, status } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<Pick<UseEmails<State>, Actions>>(() => {
      const edit = async (path: string, email: string, callbacks?: ActionCallbacks<List>) => {
        const list = await call<List>(path, { email }, callbacks);
        replace(list);
        // The primary address is part of the state, and an address that waits for its code is a flow of it.
        await refreshState(caller);
        return list;
      };
      const prove = async (path: string, input: unknown, callbacks?: ActionCallbacks<State>) => {
        const state = await change<State>(path, input, callbacks);
        if (state.status === "authenticated") await readAnew();
        return state;
      };
      return {
        add: (email, callbacks) => edit("account.email.add", email, callbacks),
        remove: (email, callbacks) => edit("account.email.remove", email, callbacks),
        setPrimary: (email, callbacks) => edit("account.email.setPrimary", email, callbacks),
        requestVerification: (email, callbacks) => prove("account.email.requestVerification", { email }, callbacks),
        checkKey: (key, callbacks) => call("account.email.checkKey", { key }, callbacks),
        verify: (key, callbacks) => prove("account.email.verify", { key }, callbacks),
      };
    }, [caller, call, change, replace, readAnew]);
    return { ...status, ...actions, emails: items, isLoading, loadError };
  };
}
