import { useEffect, useMemo, useRef, useState } from "react";
import { type FieldErrors, fieldErrorsOf } from "./authError.ts";
import { isCancelled } from "./waitingCalls.ts";

/** Callbacks of an action, as with TanStack's mutations. */
export interface ActionCallbacks<Output> {
  onSuccess?(output: Output): void;
  onError?(error: Error): void;
  onSettled?(output: Output | undefined, error: Error | null): void;
}

/** The status of an action; for a hook's own status, that of its last action. */
export interface ActionStatus {
  readonly isPending: boolean;
  /** The error of the last call; null after a success and while a call is pending. */
  readonly error: Error | null;
  /** Messages by input field. */
  readonly fieldErrors: FieldErrors;
  /** Clears the error. */
  clearError(): void;
}

/** The status of a hook's actions, by name; "" is the hook's own status. */
export interface ActionLog {
  follow<Output>(name: string, work: Promise<Output>): Promise<Output>;
  statusOf(name: string): ActionStatus;
}

type Entry = readonly [pending: number, error: Error | null];

const IDLE: Entry = [0, null];

/**
 * Tracks calls that carry secrets. They are kept out of TanStack's mutation cache, where their input would stay for
 * minutes, be dehydrated, and show in devtools.
 */
export function useActionLog(): { follow: ActionLog["follow"]; log: ActionLog } {
  const [entries, setEntries] = useState<Readonly<Record<string, Entry>>>({});
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const { edit, follow } = useMemo(() => {
    const edit = (name: string, by: number, error: unknown = null) => {
      const shown = error instanceof Error && !isCancelled(error) ? error : null;
      if (isMounted.current || by > 0) setEntries((all) => ({ ...all, [name]: [(all[name] ?? IDLE)[0] + by, shown] }));
    };
    const follow: ActionLog["follow"] = (name, work) => {
      edit(name, 1);
      // Handled here: a caller that ignores the outcome need not catch it, and one that awaits it still gets the error.
      work.then(
        () => edit(name, -1),
        (error: unknown) => edit(name, -1, error),
      );
      return work;
    };
    return { edit, follow };
  }, []);
  const log = useMemo<ActionLog>(
    () => ({
      follow,
      statusOf(name) {
        const [pending, error] = entries[name] ?? IDLE;
        return { isPending: pending > 0, error, fieldErrors: fieldErrorsOf(error), clearError: () => edit(name, 0) };
      },
    }),
    [entries, edit, follow],
  );
  return { follow, log };
}
