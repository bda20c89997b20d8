import { useSyncExternalStore } from "react";
import { createStore, useStore } from "@/demo/store";

export type Panel = "mailbox" | "hood";

interface DockState {
  panel: Panel | null;
  /** What had the focus when a person opened the panel; null when it opened by itself, and so takes no focus. */
  opener: HTMLElement | null;
}

const state = createStore<DockState>({ panel: null, opener: null });

export function useDock(): DockState {
  return useStore(state);
}

/** Opens a panel for a person, or closes it when it is open. */
export function toggleDock(panel: Panel): void {
  const { activeElement } = document;
  if (state.read().panel === panel) closeDock();
  else state.write({ panel, opener: activeElement instanceof HTMLElement ? activeElement : null });
}

/** Opens a panel by itself: without taking the focus from whoever is typing. */
export function showDock(panel: Panel): void {
  if (state.read().panel !== panel) state.write({ panel, opener: null });
}

export function closeDock(): void {
  const { opener } = state.read();
  state.write({ panel: null, opener: null });
  opener?.focus();
}

const wide = matchMedia("(min-width: 64rem)");

/** Whether a panel fits beside the page. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wide.addEventListener("change", listener);
      return () => wide.removeEventListener("change", listener);
    },
    () => wide.matches,
  );
}
