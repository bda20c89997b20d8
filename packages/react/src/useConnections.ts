import type { Connection } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { type AuthCalls, useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";

/** The connected accounts, and their actions. */
export interface ConnectionList {
  /** The user's accounts at providers; undefined until loaded. */
  connections: Connection[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /** Refused if it is the last way to log in. To connect one, see `redirect` of `useProviders`. */
  disconnect(
    connection: Pick<Connection, "provider" | "uid">,
    callbacks?: ActionCallbacks<Connection[]>,
  ): Promise<Connection[]>;
}

export interface UseConnections extends ActionStatus, ConnectionList {
  /** The status of each action. */
  actions: ActionStatuses<Pick<ConnectionList, "disconnect">>;
}

/**
 * The list and its action, for every hook that has them; `call` is the hook's own, so that the hook shows its status.
 */
export function useConnectionList(useCaller: UseCaller, call: AuthCalls["call"]): ConnectionList {
  const { items, isLoading, loadError, replace } = useResource(useCaller, "social.connections.list");
  const disconnect = useMemo<UseConnections["disconnect"]>(
    () =>
      async ({ provider, uid }, callbacks) => {
        const list = await call("social.connections.disconnect", { provider, uid }, callbacks);
        replace(list);
        return list;
      },
    [call, replace],
  );
  return { disconnect, connections: items, isLoading, loadError };
}

export function createUseConnections(useCaller: UseCaller) {
  return function useConnections(): UseConnections {
    const { calls, status, log } = useAuthCalls(useCaller);
    const { disconnect, ...list } = useConnectionList(useCaller, calls.call);
    const { own, actions } = useTracked(
      useMemo(() => ({ disconnect }), [disconnect]),
      log,
    );
    return { ...status, ...list, ...own, actions };
  };
}
