import type { Connection } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { type AuthCalls, useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";

export interface UseConnections extends ActionStatus {
  /** The user's accounts at providers; undefined until they have arrived. */
  connections: Connection[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /** Refused when it would be the last way in. To connect one, see `redirect` of `useProviders`. */
  disconnect(
    connection: Pick<Connection, "provider" | "uid">,
    callbacks?: ActionCallbacks<Connection[]>,
  ): Promise<Connection[]>;
}

/** The list and its action, for every hook that has them; `call` is the hook's own, so that it tells how it went. */
export function useConnectionList(
  useCaller: UseCaller,
  call: AuthCalls["call"],
): Omit<UseConnections, keyof ActionStatus> {
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
    const { calls, status } = useAuthCalls(useCaller);
    return { ...status, ...useConnectionList(useCaller, calls.call) };
  };
}
