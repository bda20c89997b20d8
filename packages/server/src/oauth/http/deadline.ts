/** What the work comes to, or a rejection once the signal aborts; work that does not know the signal goes on unheard. */
export function withDeadline<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([work, aborted(signal)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("timeout")), { once: true });
  });
}
