import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ActionStatus } from "./action.ts";
import { fieldErrorsOf } from "./authError.ts";
import { isCancelled } from "./waitingCalls.ts";

type AsyncAction = (...input: never[]) => Promise<unknown>;

/** How each action of a hook stands, by its name. */
export type ActionStatuses<Actions> = {
  readonly [Name in keyof Actions as Actions[Name] extends AsyncAction | Record<string, AsyncAction>
    ? Name
    : never]: Actions[Name] extends AsyncAction ? ActionStatus : ActionStatuses<Actions[Name]>;
};

interface Tracked<Actions> {
  /** The actions: each notes how it stands, and its promise may be ignored. */
  own: Actions;
  actions: ActionStatuses<Actions>;
}

interface Entry {
  pending: number;
  error: Error | null;
}
type Entries = Readonly<Record<string, Entry>>;

interface Book {
  start(name: string): void;
  settle(name: string, error: unknown): void;
  clear(name: string): void;
}

const IDLE: Entry = { pending: 0, error: null };

/**
 * Follows each of a hook's actions by itself, so that one call of the hook is enough for a page with several buttons.
 *
 * @param actions functions, and groups of them; each memoised
 * @param prefix tells actions of the same name apart, where a hook has now these and now those
 */
export function useTracked<Actions extends object>(actions: Actions, prefix = ""): Tracked<Actions> {
  const [entries, setEntries] = useState<Entries>({});
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const edit = useCallback((name: string, change: (entry: Entry) => Entry) => {
    if (isMounted.current) setEntries((all) => ({ ...all, [name]: change(all[name] ?? IDLE) }));
  }, []);
  const book = useMemo<Book>(
    () => ({
      start: (name) => edit(name, ({ pending }) => ({ pending: pending + 1, error: null })),
      settle: (name, error) =>
        edit(name, ({ pending }) => ({ pending: pending - 1, error: error instanceof Error ? error : null })),
      clear: (name) => edit(name, ({ pending }) => ({ pending, error: null })),
    }),
    [edit],
  );
  const own = useMemo(() => follow(actions, prefix, book), [actions, prefix, book]);
  const statuses = useMemo(() => statusesOf(actions, prefix, { entries, book }), [actions, prefix, entries, book]);
  // Both have the names of `actions`, which TypeScript does not follow through `Object.entries`.
  return { own: own as Actions, actions: statuses as ActionStatuses<Actions> };
}

function follow(actions: object, prefix: string, book: Book): object {
  return mapMembers(actions, prefix, (action, name) => {
    return (...input: unknown[]) => {
      const result: unknown = action(...input);
      if (!(result instanceof Promise)) return result;
      book.start(name);
      // Handled here: whoever has no use for the outcome need not catch it, and whoever awaits it still gets it thrown.
      result.then(
        () => book.settle(name, null),
        (error: unknown) => book.settle(name, isCancelled(error) ? null : error),
      );
      return result;
    };
  });
}

function statusesOf(actions: object, prefix: string, { entries, book }: { entries: Entries; book: Book }): object {
  return mapMembers(actions, prefix, (_action, name): ActionStatus => {
    const { pending, error } = entries[name] ?? IDLE;
    return { isPending: pending > 0, error, fieldErrors: fieldErrorsOf(error), clearError: () => book.clear(name) };
  });
}

type AnyAction = (...input: unknown[]) => unknown;

function mapMembers(actions: object, prefix: string, work: (action: AnyAction, name: string) => unknown): object {
  const mapped = Object.entries(actions).map(([key, member]) => {
    const name = `${prefix}.${key}`;
    return [key, typeof member === "function" ? work(member, name) : mapMembers(member, name, work)];
  });
  return Object.fromEntries(mapped);
}
