import type { AuthState, PasskeyAssertionResponse } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { inCeremony, loadCeremonies } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";

/** One identifier and the password. */
export type LoginInput = ({ email: string } | { username: string } | { phone: string }) & {
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean;
};

export interface PasskeyLoginOptions {
  /** False: the session ends with the browser [true]. */
  remember?: boolean;
}

export interface UseLogin<State> extends ActionStatus {
  login(input: LoginInput, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks for a code to log in with; `useFlow` then waits for it. */
  requestCode(input: { email: string } | { phone: string }, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Asks the browser for a passkey, and logs in with it: no user name, no second step. @throws PasskeyError */
  loginWithPasskey(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State>): Promise<State>;
  /**
   * Offers passkeys in the autofill of the field with `autocomplete="username webauthn"`, until stopped. For an effect of
   * the login page: `useEffect(() => offerPasskeys(), [offerPasskeys])`.
   *
   * @returns a function that stops
   */
  offerPasskeys(options?: PasskeyLoginOptions, callbacks?: ActionCallbacks<State>): () => void;
}

export function createUseLogin(useCaller: UseCaller) {
  return function useLogin(): UseLogin<AuthState> {
    const caller = useCaller();
    const { calls, status } = useAuthCalls(useCaller);
    const { change, changeBy } = calls;
    const actions = useMemo<Omit<UseLogin<AuthState>, keyof ActionStatus>>(() => {
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
            // Autofill is an offer: where it cannot be loaded, the form beside it still works.
            () => {},
          );
          return () => {
            isStopped = true;
            stop();
          };
        },
      };
    }, [caller, change, changeBy]);
    return { ...status, ...actions };
  };
}
