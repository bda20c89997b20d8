import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { identityOf } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { useSessionState } from "./useSessionState.ts";

/** A list that belongs to the user: read while somebody is logged in, and replaced by what a change answers. */
export interface Resource<Item> {
  items: Item | undefined;
  isLoading: boolean;
  loadError: Error | null;
  replace(items: Item): void;
  readAnew(): Promise<void>;
}

export function useResource<Item>(useCaller: UseCaller, path: string): Resource<Item> {
  const caller = useCaller();
  const { data: state } = useSessionState(useCaller);
  const { data, isLoading, error } = useQuery({ ...caller.query(path), enabled: identityOf(state) !== null });
  const replace = useCallback(
    (items: Item) => void caller.queryClient.setQueryData(caller.query(path).queryKey, items),
    [caller, path],
  );
  const readAnew = useCallback(
    () => caller.queryClient.invalidateQueries({ queryKey: caller.query(path).queryKey }),
    [caller, path],
  );
  // The key names the procedure; the hook that asks for it names its answer.
  return { items: data as Item | undefined, isLoading, loadError: error, replace, readAnew };
}
