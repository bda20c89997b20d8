import { useSyncExternalStore } from "react";
import { createStore, useStore } from "@/demo/store";

export type Panel = "mailbox" | "hood";

interface DockState {
  panel: Panel | null;
  /** Whether the user opened the panel; when it opened by itself, it takes no focus. */
  isAskedFor: boolean;
}

const state = createStore<DockState>({ panel: null, isAskedFor: false });

export function useDock(): DockState {
  return useStore(state);
}

/**
 * The id of the button that opens a panel, and gets the focus back: by id, since the page may have rendered it again.
 */
export function openerIdOf(panel: Panel): string {
  return `open-${panel}`;
}

/** Opens a panel for the user, or closes it when it is open. */
export function toggleDock(panel: Panel): void {
  if (state.read().panel === panel) closeDock();
  else state.write({ panel, isAskedFor: true });
}

/** Opens a panel by itself: without taking the focus from a user who is typing. */
export function showDock(panel: Panel): void {
  if (state.read().panel !== panel) state.write({ panel, isAskedFor: false });
}

export function closeDock(): void {
  const { panel, isAskedFor } = state.read();
  state.write({ panel: null, isAskedFor: false });
  if (panel !== null && isAskedFor) document.getElementById(openerIdOf(panel))?.focus();
}

const wide = matchMedia("(min-width: 64rem)");

/** Whether a panel fits next to the page. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wide.addEventListener("change", listener);
      return () => wide.removeEventListener("change", listener);
    },
    () => wide.matches,
  );
}
