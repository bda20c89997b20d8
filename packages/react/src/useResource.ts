import type { AuthState } from "@latchkey/server/types";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { identityOf, OWNED } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import type { Output, QueryPath } from "./paths.ts";
import { useSessionState } from "./useSessionState.ts";

/** A list of the user's data: read while a user is logged in, and replaced by the response to a change. */
export interface Resource<Items> {
  items: Items | undefined;
  isLoading: boolean;
  loadError: Error | null;
  replace(items: Items): void;
  readAnew(): Promise<void>;
  /** Waits for a change, and reads again if a user is still logged in. */
  readAfter(change: Promise<AuthState>): Promise<AuthState>;
}

/**
 * In milliseconds: the rows of a list use the same hook as the list, and are rendered as soon as it is loaded. They do
 * not fetch it again.
 */
const FRESH = 10_000;

export function useResource<Path extends QueryPath>(useCaller: UseCaller, path: Path): Resource<Output<Path>> {
  const caller = useCaller();
  const { data: state } = useSessionState(useCaller);
  const { data, isLoading, error } = useQuery({
    ...caller.query(path),
    enabled: identityOf(state) !== null,
    staleTime: FRESH,
    meta: { [OWNED]: true },
  });
  const replace = useCallback(
    (items: Output<Path>) => void caller.queryClient.setQueryData(caller.query(path).queryKey, items),
    [caller, path],
  );
  const readAnew = useCallback(
    () => caller.queryClient.invalidateQueries({ queryKey: caller.query(path).queryKey }),
    [caller, path],
  );
  const readAfter = useCallback(
    async (change: Promise<AuthState>) => {
      const changed = await change;
      if (changed.status === "authenticated") await readAnew();
      return changed;
    },
    [readAnew],
  );
  return { items: data, isLoading, loadError: error, replace, readAnew, readAfter };
}
