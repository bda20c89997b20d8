import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** False while a server renders, and at the browser's first render of the same: what only a browser knows comes after it. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
