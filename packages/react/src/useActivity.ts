import type { ActivityEntry } from "@latchkey/server/types";
import type { UseCaller } from "./binding.ts";
import { useResource } from "./useResource.ts";

export interface UseActivity {
  /** The newest events of the user's account, newest first; undefined until loaded. */
  activity: ActivityEntry[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  /** Reads them again. */
  reload(): Promise<void>;
}

export function createUseActivity(useCaller: UseCaller) {
  return function useActivity(): UseActivity {
    const { items, isLoading, loadError, readAnew } = useResource(useCaller, "account.activity");
    return { activity: items, isLoading, loadError, reload: readAnew };
  };
}
