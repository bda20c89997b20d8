import { useMemo } from "react";
import type { ActionLog, ActionStatus } from "./action.ts";

type AsyncAction = (...input: never[]) => Promise<unknown>;

/** The status of each action of a hook, by name. */
export type ActionStatuses<Actions> = {
  readonly [Name in keyof Actions as Actions[Name] extends AsyncAction | Record<string, AsyncAction>
    ? Name
    : never]: Actions[Name] extends AsyncAction ? ActionStatus : ActionStatuses<Actions[Name]>;
};

interface Tracked<Actions> {
  /** The actions: each records its status, and its promise may be ignored. */
  own: Actions;
  actions: ActionStatuses<Actions>;
}

/**
 * Tracks each of a hook's actions by itself, so that one call of the hook is enough for a page with several buttons.
 *
 * @param actions functions, and groups of them; memoised
 * @param prefix distinguishes actions of the same name, where a hook's actions change
 */
export function useTracked<Actions extends object>(actions: Actions, log: ActionLog, prefix = ""): Tracked<Actions> {
  const { follow } = log;
  const own = useMemo(
    () =>
      mapMembers(actions, prefix, (action, name) => (...input: unknown[]) => {
        const result = action(...input);
        return result instanceof Promise ? follow(name, result) : result;
      }),
    [actions, prefix, follow],
  );
  const statuses = useMemo(
    () => mapMembers(actions, prefix, (_action, name) => log.statusOf(name)),
    [actions, prefix, log],
  );
  // Both have the names of `actions`, which TypeScript cannot infer through `Object.entries`.
  return { own: own as Actions, actions: statuses as ActionStatuses<Actions> };
}

type AnyAction = (...input: unknown[]) => unknown;

function mapMembers(actions: object, prefix: string, work: (action: AnyAction, name: string) => unknown): object {
  const mapped = Object.entries(actions).map(([key, member]) => {
    const name = `${prefix}.${key}`;
    return [key, typeof member === "function" ? work(member, name) : mapMembers(member, name, work)];
  });
  return Object.fromEntries(mapped);
}
