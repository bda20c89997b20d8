const listeners = new Set<() => void>();

/** Tells whoever holds the state that a call found the session ended. */
export function announceEnd(): void {
  for (const listener of listeners) listener();
}

/** @returns a function that stops listening */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
