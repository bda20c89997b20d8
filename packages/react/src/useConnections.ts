import type { Connection } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
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

export function createUseConnections(useCaller: UseCaller) {
  return function useConnections(): UseConnections {
    const { items, isLoading, loadError, replace } = useResource<Connection[]>(useCaller, "social.connections.list");
    const { calls, status } = useAuthCalls(useCaller);
    const { call } = calls;
    const disconnect = useMemo<UseConnections["disconnect"]>(
      () =>
        async ({ provider, uid }, callbacks) => {
          const list = await call<Connection[]>("social.connections.disconnect", { provider, uid }, callbacks);
          replace(list);
          return list;
        },
      [call, replace],
    );
    return { ...status, disconnect, connections: items, isLoading, loadError };
  };
}
