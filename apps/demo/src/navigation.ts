import { useSyncExternalStore } from "react";

/** What one page has to say on the next. */
export interface PlaceNotice {
  text: string;
  kind: "success" | "error";
}

/** Where the app is. `key` is what a mailed link carried: it is taken out of the address bar as soon as it is read. */
export interface Place {
  path: string;
  key: string | null;
  notice: PlaceNotice | null;
}

const listeners = new Set<() => void>();
let place: Place = readPlace();

/**
 * Goes to another page of the app.
 *
 * @param notice what to tell there: a text for something that is done, or what went wrong
 * @param options `replace`: one cannot go back to the page that is open
 */
export function navigate(
  path: string,
  notice: string | PlaceNotice | null = null,
  { replace = false }: { replace?: boolean } = {},
): void {
  const state = { notice: typeof notice === "string" ? { text: notice, kind: "success" } : notice };
  if (replace) history.replaceState(state, "", path);
  else history.pushState(state, "", path);
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

function readNotice(state: unknown): PlaceNotice | null {
  const notice = propertyOf(state, "notice");
  const text = propertyOf(notice, "text");
  if (typeof text !== "string") return null;
  return { text, kind: propertyOf(notice, "kind") === "error" ? "error" : "success" };
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

addEventListener("popstate", move);
addEventListener("hashchange", () => {
  // Taking the key out of the address is no move of its own.
  if (location.hash.startsWith("#key=")) move();
});
