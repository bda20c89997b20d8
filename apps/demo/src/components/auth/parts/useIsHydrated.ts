import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** False while a server renders and during hydration: anything that only a browser knows is rendered after that. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
