import type { AuthState, Flow } from "@latchkey/server/types";
import { useMemo, useSyncExternalStore } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { inCeremony, loadJourney } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import type { RedirectOptions } from "./useProviders.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";
import { dropWaitingCalls, readWaitingCalls, releaseWaitingCalls, type Waiting, waitingCalls } from "./waitingCalls.ts";

type Ways = "reauthenticate" | "reauthenticateWithCode" | "reauthenticateWithPasskey" | "reauthenticateWithProvider";

/** As for any redirect to a provider; by default it returns to the current page. */
export type ReauthenticationRedirect = Omit<RedirectOptions, "process">;

export interface UseReauthentication<State> extends ActionStatus {
  /** Whether a call is waiting for the user to reauthenticate. */
  isRequired: boolean;
  /** The available methods to reauthenticate. */
  flows: readonly Flow[];
  /** Reauthenticates with the password; the waiting calls are then retried. */
  reauthenticate(password: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Reauthenticates with a code from the authenticator app, or a recovery code. */
  reauthenticateWithCode(code: string, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks the browser for a passkey. @throws PasskeyError */
  reauthenticateWithPasskey(callbacks?: ActionCallbacks<State>): Promise<State>;
  /**
   * Redirects to a provider of the flow `provider_reauthenticate`, where the user logs in again with the connected account.
   *
   * Leaving the page ends the waiting calls: when the user is back, `handleCallback` resolves with
   * `process: "reauthenticate"`, and the page asks them to repeat what they were doing. With `open`, such as a new window,
   * the page stays, and the calls are retried when the other window has finished.
   *
   * @returns the URL of the provider
   */
  reauthenticateWithProvider(
    provider: string,
    options?: ReauthenticationRedirect,
    callbacks?: ActionCallbacks<string>,
  ): Promise<string>;
  /** Cancels the waiting calls: each rejects with an error for which `isCancelled` is true, and no hook shows it. */
  cancel(): void;
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseReauthentication<State>, Ways>>;
}

/** The waiting calls, for React; on a server there are none. */
function useWaitingCalls(): Waiting | null {
  return useSyncExternalStore(waitingCalls.listen, readWaitingCalls, readWaitingCalls);
}

export function createUseReauthentication(useCaller: UseCaller) {
  return function useReauthentication(): UseReauthentication<AuthState> {
    const caller = useCaller();
    const waiting = useWaitingCalls();
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change, changeBy, perform } = calls;
    const ways = useMemo<Pick<UseReauthentication<AuthState>, Ways>>(() => {
      const thenRelease = async (done: Promise<AuthState>) => {
        const state = await done;
        releaseWaitingCalls();
        return state;
      };
      return {
        reauthenticate: (password, callbacks) => thenRelease(change("account.reauthenticate", { password }, callbacks)),
        reauthenticateWithCode: (code, callbacks) => thenRelease(change("mfa.reauthenticate", { code }, callbacks)),
        reauthenticateWithPasskey: (callbacks) =>
          thenRelease(
            changeBy(
              () =>
                inCeremony(({ signWithPasskey }) =>
                  signWithPasskey(caller, "mfa.webauthn.beginReauthentication", (response) =>
                    caller.mutate("mfa.webauthn.reauthenticate", { response }),
                  ),
                ),
              callbacks,
            ),
          ),
        reauthenticateWithProvider: (provider, options = {}, callbacks) =>
          perform(async () => {
            const { startJourney } = await loadJourney();
            return startJourney(caller, provider, { ...options, process: "reauthenticate" });
          }, callbacks),
      };
    }, [caller, change, changeBy, perform]);
    const { own, actions } = useTracked(ways, log);
    return {
      ...status,
      ...own,
      actions,
      isRequired: waiting !== null,
      flows: waiting?.flows ?? [],
      cancel: dropWaitingCalls,
    };
  };
}
