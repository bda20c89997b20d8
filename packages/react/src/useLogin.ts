import type { AuthState } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import { acceptState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { inCeremony, loadCeremonies } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

/** One identifier and the password. */
export type LoginInput = ({ email: string } | { username: string } | { phone: string }) & {
  password: string;
  /** If false, the session ends when the browser closes [true]. */
  remember?: boolean;
};

export interface PasskeyLoginOptions {
  /** If false, the session ends when the browser closes [true]. */
  remember?: boolean;
}

export interface UseLogin<State> extends ActionStatus {
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseLogin<State>, "login" | "requestCode" | "loginWithPasskey" | "loginImmediately">>;
  login(input: LoginInput, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Requests a login code, which `useFlow` then waits for. */
  requestCode(input: { email: string } | { phone: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks the browser for a passkey and logs in with it, without a username or a second factor. @throws PasskeyError */
  loginWithPasskey(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State>): Promise<State>;
  /**
   * Logs in with a passkey that is at hand, for a "Log in" button that shows the form otherwise: where there is none, the
   * browser shows nothing (immediate mediation). Must be called by a click.
   *
   * @returns null when there is none, it was dismissed, or this browser cannot tell @throws PasskeyError
   */
  loginImmediately(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State | null>): Promise<State | null>;
  /**
   * Offers passkeys in the autofill of the field with `autocomplete="username webauthn"`, until stopped. Call it in an
   * effect on the login page: `useEffect(() => offerPasskeys(), [offerPasskeys])`.
   *
   * @returns a function that stops it
   */
  offerPasskeys(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State>): () => void;
}

export function createUseLogin(useCaller: UseCaller) {
  return function useLogin(): UseLogin<AuthState> {
    const caller = useCaller();
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change, changeBy, perform } = calls;
    const actions = useMemo<Omit<UseLogin<AuthState>, keyof ActionStatus | "actions">>(() => {
      return {
        login: (input, callbacks) => change("account.login", input, callbacks),
        requestCode: (input, callbacks) => change("account.code.request", input, callbacks),
        loginWithPasskey: ({ remember } = {}, callbacks) =>
          changeBy(() => inCeremony(({ loginWithPasskey }) => loginWithPasskey(caller, remember)), callbacks),
        loginImmediately: ({ remember } = {}, callbacks) =>
          perform(async () => {
            const state = await inCeremony(({ loginImmediately }) => loginImmediately(caller, remember));
            return state && acceptState(caller, state);
          }, callbacks),
        offerPasskeys({ remember } = {}, callbacks) {
          let isStopped = false;
          let stop = () => {};
          const accept = (login: () => Promise<AuthState>) => changeBy(() => inCeremony(login), callbacks);
          loadCeremonies().then(
            ({ offerPasskeys }) => {
              if (!isStopped) stop = offerPasskeys(caller, remember, accept);
            },
            // Autofill is optional: if it cannot be loaded, the form still works.
            () => {},
          );
          return () => {
            isStopped = true;
            stop();
          };
        },
      };
    }, [caller, change, changeBy, perform]);
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
