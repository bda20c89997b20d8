import { useSyncExternalStore } from "react";

/** Where the app is. `key` is what a mailed link carried: it is taken out of the address bar as soon as it is read. */
export interface Place {
  path: string;
  key: string | null;
  /** What the page before has to say. */
  notice: string | null;
}

const listeners = new Set<() => void>();
let place: Place = readPlace();

/** Goes to another page of the app. @param notice what to tell there, such as that something is done */
export function navigate(path: string, notice: string | null = null): void {
  history.pushState({ notice }, "", path);
  move();
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function move(): void {
  place = readPlace();
  for (const listener of listeners) listener();
}

/** A key must not stay where the history, a screenshot or an extension would find it. */
function readPlace(): Place {
  const { pathname, search, hash } = location;
  const key = new URLSearchParams(hash.slice(1)).get("key");
  if (key !== null) history.replaceState(null, "", pathname + search);
  return {
    path: pathname.length > 1 ? pathname.replace(/\/+$/, "") : pathname,
    key,
    notice: readNotice(history.state),
  };
}

function readNotice(state: unknown): string | null {
  const notice: unknown = typeof state === "object" && state !== null ? Reflect.get(state, "notice") : null;
  return typeof notice === "string" ? notice : null;
}

addEventListener("popstate", move);
addEventListener("hashchange", () => {
  // Taking the key out of the address is no move of its own.
  if (location.hash.startsWith("#key=")) move();
});
