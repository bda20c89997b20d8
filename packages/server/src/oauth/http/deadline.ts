/**
 * The result of the work, or a rejection once the signal aborts; work that ignores the signal continues, and its result
 * is dropped.
 */
export function withDeadline<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([work, aborted(signal)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("timeout")), { once: true });
  });
}
