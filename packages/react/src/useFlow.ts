import type { AuthState, ProviderSignupInput } from "@latchkey/server/types";
import type { ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { type FlowVariant, type ReauthenticateVariant, withActions } from "./flowActions.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { createUseReauthentication } from "./useReauthentication.ts";
import { useSessionState } from "./useSessionState.ts";

/** What waits for its user, discriminated by `id`; each variant has its data and exactly the actions that are legal in it. */
export type UseFlow<State, Completion = Record<string, unknown>> = ActionStatus &
  (FlowVariant<State, Completion> | ReauthenticateVariant<State>);

export function createUseFlow(useCaller: UseCaller) {
  const useReauthentication = createUseReauthentication(useCaller);
  /** @returns null when nothing waits */
  return function useFlow(): UseFlow<AuthState, ProviderSignupInput> | null {
    const caller = useCaller();
    const { data: state } = useSessionState(useCaller);
    const { isRequired, ...reauthentication } = useReauthentication();
    const { calls, status } = useAuthCalls(useCaller);
    if (isRequired) return { ...reauthentication, id: "reauthenticate" };
    const flow = state === undefined || state.status === "anonymous" ? null : state.flow;
    if (flow === null) return null;
    return { ...status, ...withActions(flow, { ...calls, caller }) };
  };
}
