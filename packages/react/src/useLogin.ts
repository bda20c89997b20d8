import type { AuthState, PasskeyAssertionResponse } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
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
  actions: ActionStatuses<Pick<UseLogin<State>, "login" | "requestCode" | "loginWithPasskey">>;
  login(input: LoginInput, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Requests a login code, which `useFlow` then waits for. */
  requestCode(input: { email: string } | { phone: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks the browser for a passkey and logs in with it, without a username or a second factor. @throws PasskeyError */
  loginWithPasskey(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State>): Promise<State>;
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
    const { change, changeBy } = calls;
    const actions = useMemo<Omit<UseLogin<AuthState>, keyof ActionStatus | "actions">>(() => {
      const logIn = (response: PasskeyAssertionResponse, { remember }: PasskeyLoginOptions) =>
        caller.mutate("mfa.webauthn.login", { response, remember });
      return {
        login: (input, callbacks) => change("account.login", input, callbacks),
        requestCode: (input, callbacks) => change("account.code.request", input, callbacks),
        loginWithPasskey: (options = {}, callbacks) =>
          changeBy(
            () =>
              inCeremony(({ signWithPasskey }) =>
                signWithPasskey(caller, "mfa.webauthn.beginLogin", (response) => logIn(response, options)),
              ),
            callbacks,
          ),
        offerPasskeys(options = {}, callbacks) {
          let isStopped = false;
          let stop = () => {};
          const choose = (response: PasskeyAssertionResponse) =>
            changeBy(() => inCeremony(() => logIn(response, options)), callbacks);
          loadCeremonies().then(
            ({ offerPasskeys }) => {
              if (!isStopped) stop = offerPasskeys(caller, choose);
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
    }, [caller, change, changeBy]);
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
