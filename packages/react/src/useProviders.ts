import type { AuthState, ProviderInfo, SocialProcess } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import { acceptState, countIdentities } from "./authState.ts";
import type { Caller, UseCaller } from "./binding.ts";
import type { CallbackOutcome } from "./journey.ts";
import { loadJourney } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useConfig } from "./useConfig.ts";
import { type ConnectionList, useConnectionList } from "./useConnections.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";
import { releaseWaitingCalls } from "./waitingCalls.ts";

export interface RedirectOptions {
  /** The page to continue on afterwards [the current page]. */
  callbackUrl?: string;
  /** [login] */
  process?: SocialProcess;
  /** The key of an invitation, which an account that is created now accepts. */
  invitation?: string;
  /** Opens the provider's page [replacing the current one]. */
  open?(url: string): void;
}

export interface CallbackOptions {
  /** The URL that the provider redirected to [the current page's, from which the response is then removed]. */
  url?: string;
  /** [taken from the URL: its `provider`, or the last part of its path] */
  provider?: string;
}

/** A token from a native SDK, Google One Tap or FedCM. */
export interface ProviderToken {
  provider: string;
  clientId: string;
  idToken?: string;
  accessToken?: string;
  /** The nonce that the SDK was given to put in the token. */
  nonce?: string;
  /** [login] */
  process?: SocialProcess;
  /** The key of an invitation, which an account that is created now accepts. */
  invitation?: string;
}

export interface UseProviders<State> extends ActionStatus, ConnectionList {
  /** Undefined until loaded. */
  providers: ProviderInfo[] | undefined;
  /** Redirects to a provider, to log in with it, connect it, or reauthenticate with it. */
  redirect(provider: string, options?: RedirectOptions, callbacks?: ActionCallbacks<string>): Promise<string>;
  /**
   * Completes the redirect on the callback page. However often it is called for one response, the code is used once.
   *
   * If it fails, `authErrorOf(error)` has the `process` and the `callbackUrl` of the redirect, once its state was
   * recognised: the page to return to, with a message.
   */
  handleCallback(
    options?: CallbackOptions,
    callbacks?: ActionCallbacks<CallbackOutcome<State>>,
  ): Promise<CallbackOutcome<State>>;
  loginWithToken(token: ProviderToken, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseProviders<State>, "redirect" | "handleCallback" | "loginWithToken" | "disconnect">>;
}

export function createUseProviders(useCaller: UseCaller) {
  return function useProviders(): UseProviders<AuthState> {
    const caller = useCaller();
    const { calls, status, log } = useAuthCalls(useCaller);
    const { change, perform } = calls;
    const actions = useMemo<Pick<UseProviders<AuthState>, "redirect" | "handleCallback" | "loginWithToken">>(
      () => ({
        redirect: (provider, options = {}, callbacks) =>
          perform(async () => {
            const { startJourney } = await loadJourney();
            return startJourney(caller, provider, options);
          }, callbacks),
        handleCallback({ url = location.href, provider } = {}, callbacks) {
          return perform(async () => {
            const { finishJourney } = await loadJourney();
            return finishJourney(caller, {
              url,
              provider,
              countIdentities,
              async accept({ process, callbackUrl, ...state }) {
                const accepted = await acceptState(caller, state);
                if (process === "connect") await readConnections(caller);
                if (process === "reauthenticate") releaseWaitingCalls();
                return { state: accepted, process, callbackUrl };
              },
            });
          }, callbacks);
        },
        async loginWithToken({ provider, process = "login", invitation, ...token }, callbacks) {
          const state = await change("social.token", { provider, process, token, invitation }, callbacks);
          if (process === "connect") await readConnections(caller);
          if (process === "reauthenticate") releaseWaitingCalls();
          return state;
        },
      }),
      [caller, change, perform],
    );
    const { disconnect, ...list } = useConnectionList(useCaller, calls.call);
    const { own, actions: statuses } = useTracked(
      useMemo(() => ({ ...actions, disconnect }), [actions, disconnect]),
      log,
    );
    const providers = useConfig(useCaller)?.social.providers;
    return { ...status, ...list, ...own, actions: statuses, providers };
  };
}

/** The list has a new account: components that show it read it again. */
function readConnections(caller: Caller): Promise<void> {
  return caller.queryClient.invalidateQueries({ queryKey: caller.query("social.connections.list").queryKey });
}
