/** An event, and its listeners. */
export interface Signal<Detail = void> {
  emit(detail: Detail): void;
  /** @returns a function that stops listening */
  listen(listener: (detail: Detail) => void): () => void;
  /** Whether there are listeners. */
  isHeard(): boolean;
}

export function createSignal<Detail = void>(): Signal<Detail> {
  const listeners = new Set<(detail: Detail) => void>();
  return {
    emit(detail) {
      for (const listener of listeners) listener(detail);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    isHeard: () => listeners.size > 0,
  };
}
