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
  const { queryKey, queryFn } = caller.query(path);
  const enabled = identityOf(state) !== null;
  // The key names the procedure; the hook that asks for it names its answer.
  const { data, isLoading, error } = useQuery({
    queryKey,
    queryFn: (context) => queryFn(context) as Promise<Item>,
    enabled,
  });
  const { queryClient } = caller;
  const key = JSON.stringify(queryKey);
  const replace = useCallback(
    (items: Item) => void queryClient.setQueryData(JSON.parse(key), items),
    [queryClient, key],
  );
  const readAnew = useCallback(() => queryClient.invalidateQueries({ queryKey: JSON.parse(key) }), [queryClient, key]);
  return { items: data, isLoading, loadError: error, replace, readAnew };
}
