import type { AuthState } from "@latchkey/server/types";
import { useMemo } from "react";
import { type ActionCallbacks, type ActionLog, type ActionStatus, useActionLog } from "./action.ts";
import { hasCode } from "./authError.ts";
import { acceptState, refreshState } from "./authState.ts";
import type { Caller, UseCaller } from "./binding.ts";
import type { ChangePath, Input, MutationPath, Output } from "./paths.ts";
import { isCancelled } from "./waitingCalls.ts";

/** Calls that return the state, and other calls. */
export interface AuthCalls {
  /** Calls a mutation that returns the new state; it is in the cache when this resolves. */
  change<Path extends ChangePath>(
    path: Path,
    input: Input<Path>,
    callbacks?: ActionCallbacks<AuthState>,
  ): Promise<AuthState>;
  /** Several steps that end in a new state, such as those of a passkey; it is in the cache when this resolves. */
  changeBy(work: () => Promise<AuthState>, callbacks?: ActionCallbacks<AuthState>): Promise<AuthState>;
  /** Calls a mutation that returns something else. */
  call<Path extends MutationPath>(
    path: Path,
    input: Input<Path>,
    callbacks?: ActionCallbacks<Output<Path>>,
  ): Promise<Output<Path>>;
  /** Several steps that end in something else. */
  perform<Output>(work: () => Promise<Output>, callbacks?: ActionCallbacks<Output>): Promise<Output>;
}

/** The basis of every hook with actions: the calls, the status of the last one, and the log of each. */
export function useAuthCalls(useCaller: UseCaller): { calls: AuthCalls; status: ActionStatus; log: ActionLog } {
  const caller = useCaller();
  const { follow, log } = useActionLog();
  const calls = useMemo<AuthCalls>(() => {
    const run: AuthCalls["perform"] = (work, callbacks) => follow("", perform(caller, work, callbacks));
    const changeBy: AuthCalls["changeBy"] = (work, callbacks) =>
      run(async () => acceptState(caller, await work()), callbacks);
    return {
      changeBy,
      perform: run,
      change: (path, input, callbacks) => changeBy(() => caller.mutate(path, input), callbacks),
      call: (path, input, callbacks) => run(() => caller.mutate(path, input), callbacks),
    };
  }, [caller, follow]);
  const status = useMemo(() => log.statusOf(""), [log]);
  return { calls, status, log };
}

async function perform<Output>(
  caller: Caller,
  work: () => Promise<Output>,
  callbacks?: ActionCallbacks<Output>,
): Promise<Output> {
  let output: Output | undefined;
  let failure: Error | null = null;
  try {
    output = await work();
    callbacks?.onSuccess?.(output);
    return output;
  } catch (thrown) {
    // The step no longer waits; the server reports why.
    if (hasCode(thrown, "no_pending_flow")) await refreshState(caller);
    failure = thrown instanceof Error ? thrown : new Error("The call failed.", { cause: thrown });
    if (!isCancelled(failure)) callbacks?.onError?.(failure);
    throw failure;
  } finally {
    callbacks?.onSettled?.(output, failure);
  }
}
