import type { AuthState, OwnStage, ProviderSignupInput } from "@latchkey/server/types";
import { useMemo, useSyncExternalStore } from "react";
import type { ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { type FlowVariant, type ReauthenticateVariant, withActions } from "./flowActions.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { createUseReauthentication } from "./useReauthentication.ts";
import { useSessionState } from "./useSessionState.ts";
import { useTracked } from "./useTracked.ts";
import { type ChallengeVariant, shownChallenge } from "./waitingChallenge.ts";

/** The pending step, discriminated by `id`; each variant has its data and its allowed actions. */
export type UseFlow<State, Completion = Record<string, unknown>, Stages extends OwnStage = never> = ActionStatus &
  (FlowVariant<State, Completion, Stages> | ReauthenticateVariant<State> | ChallengeVariant);

export function createUseFlow(useCaller: UseCaller) {
  const useReauthentication = createUseReauthentication(useCaller);
  /** @returns null if no step is pending */
  return function useFlow(): UseFlow<AuthState, ProviderSignupInput> | null {
    const caller = useCaller();
    const { data: state } = useSessionState(useCaller);
    const { isRequired, ...reauthentication } = useReauthentication();
    const { calls, status, log } = useAuthCalls(useCaller);
    const flow = state === undefined || state.status === "anonymous" ? null : state.flow;
    const step = useMemo(() => (flow === null ? null : withActions(flow, { ...calls, caller })), [flow, calls, caller]);
    const functions = useMemo(() => functionsOf(step ?? {}), [step]);
    const { own, actions } = useTracked(functions, log, flow?.id);
    const challenge = useSyncExternalStore(shownChallenge.listen, readChallenge, readChallenge);
    if (challenge) return { ...status, ...challenge };
    if (isRequired) return { ...reauthentication, id: "reauthenticate" };
    if (step === null) return null;
    // `own` and `actions` have the names of the functions of `step`, and no others: see `useTracked`.
    return { ...status, ...step, ...own, actions } as UseFlow<AuthState, ProviderSignupInput>;
  };
}

const readChallenge = () => shownChallenge.shown;

function functionsOf(step: object): Record<string, () => Promise<unknown>> {
  return Object.fromEntries(Object.entries(step).filter(([, member]) => typeof member === "function"));
}
