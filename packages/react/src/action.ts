import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type FieldErrors, fieldErrorsOf } from "./authError.ts";
import { isCancelled } from "./waitingCalls.ts";

/** Callbacks of an action, as with TanStack's mutations. */
export interface ActionCallbacks<Output> {
  onSuccess?(output: Output): void;
  onError?(error: Error): void;
  onSettled?(): void;
}

/** The status of the last action. */
export interface ActionStatus {
  readonly isPending: boolean;
  /** The error of the last action; null after a success and while an action is pending. */
  readonly error: Error | null;
  /** Messages by input field. */
  readonly fieldErrors: FieldErrors;
  /** Clears the error. */
  clearError(): void;
}

export interface Action extends ActionStatus {
  run<Output>(work: () => Promise<Output>, callbacks?: ActionCallbacks<Output> | undefined): Promise<Output>;
}

const IDLE = { pending: 0, error: null } as const;

/**
 * Runs calls that carry secrets. They are kept out of TanStack's mutation cache, where their input would stay for
 * minutes, be dehydrated, and show in devtools.
 */
export function useAction(): Action {
  const [{ pending, error }, setStatus] = useState<{ pending: number; error: Error | null }>(IDLE);
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const settle = useCallback((failure: Error | null) => {
    if (isMounted.current) setStatus((before) => ({ pending: before.pending - 1, error: failure }));
  }, []);
  const run = useCallback(
    async <Output>(work: () => Promise<Output>, callbacks?: ActionCallbacks<Output>): Promise<Output> => {
      setStatus((before) => ({ pending: before.pending + 1, error: null }));
      try {
        const output = await work();
        settle(null);
        callbacks?.onSuccess?.(output);
        return output;
      } catch (thrown) {
        const failure = thrown instanceof Error ? thrown : new Error("The call failed.", { cause: thrown });
        const isGivenUp = isCancelled(failure);
        settle(isGivenUp ? null : failure);
        if (!isGivenUp) callbacks?.onError?.(failure);
        throw failure;
      } finally {
        callbacks?.onSettled?.();
      }
    },
    [settle],
  );
  const clearError = useCallback(() => setStatus((before) => ({ ...before, error: null })), []);
  const fieldErrors = useMemo(() => fieldErrorsOf(error), [error]);
  return useMemo(
    () => ({ isPending: pending > 0, error, fieldErrors, clearError, run }),
    [pending, error, fieldErrors, clearError, run],
  );
}
