import type { AuthState, PendingFlow } from "@latchkey/server/types";
import type { ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { type FlowCalls, type FlowVariant, flowActions, type ReauthenticateVariant } from "./flowActions.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { createUseReauthentication } from "./useReauthentication.ts";
import { useSessionState } from "./useSessionState.ts";

/** What waits for its user, discriminated by `id`; each variant has its data and exactly the actions that are legal in it. */
export type UseFlow<State, Completion = Record<string, unknown>> = ActionStatus &
  (FlowVariant<State, Completion> | ReauthenticateVariant<State>);

export function createUseFlow<State extends AuthState, Completion>(useCaller: UseCaller) {
  const useReauthentication = createUseReauthentication<State>(useCaller);
  const make = flowActions<State, Completion>();
  /** @returns null when nothing waits */
  return function useFlow(): UseFlow<State, Completion> | null {
    const caller = useCaller();
    const { data: state } = useSessionState(useCaller);
    const { isRequired, ...reauthentication } = useReauthentication();
    const { calls, status } = useAuthCalls(useCaller);
    if (isRequired) return { ...reauthentication, id: "reauthenticate" };
    const flow = state === undefined || state.status === "anonymous" ? null : state.flow;
    if (flow === null) return null;
    return { ...status, ...withActions(flow, make, { ...calls, caller }) };
  };
}

function withActions<State extends AuthState, Completion>(
  flow: PendingFlow,
  make: ReturnType<typeof flowActions<State, Completion>>,
  calls: FlowCalls,
): FlowVariant<State, Completion> {
  // The actions are those of this very flow's id; the compiler cannot follow the id through the table.
  const actions = make[flow.id] as (calls: FlowCalls, flow: PendingFlow) => object;
  return { ...flow, ...actions(calls, flow) } as FlowVariant<State, Completion>;
}
