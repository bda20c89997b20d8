import type { AuthState } from "@latchkey/server/types";
import { useCallback } from "react";
import { type ActionCallbacks, type ActionStatus, useAction } from "./action.ts";
import { acceptState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";

/** Calls that answer with the state, and calls that answer with something else. */
export interface AuthCalls extends ActionStatus {
  /** Calls a mutation whose answer is the new state; it is in the cache when this resolves. */
  change<State extends AuthState>(path: string, input?: unknown, callbacks?: ActionCallbacks<State>): Promise<State>;
  /** Calls a mutation that answers with something else. */
  call<Output>(path: string, input?: unknown, callbacks?: ActionCallbacks<Output>): Promise<Output>;
}

/** What every hook with actions is made of. */
export function useAuthCalls(useCaller: UseCaller): AuthCalls {
  const caller = useCaller();
  const { run, ...status } = useAction();
  const change = useCallback(
    <State extends AuthState>(path: string, input?: unknown, callbacks?: ActionCallbacks<State>) =>
      // The server's router answers these procedures with a state, typed by the app's own fields.
      run(async () => acceptState(caller, (await caller.mutate(path, input)) as State), callbacks),
    [caller, run],
  );
  const call = useCallback(
    <Output>(path: string, input?: unknown, callbacks?: ActionCallbacks<Output>) =>
      // The hook that names the procedure names its answer.
      run(async () => (await caller.mutate(path, input)) as Output, callbacks),
    [caller, run],
  );
  return { ...status, change, call };
}
