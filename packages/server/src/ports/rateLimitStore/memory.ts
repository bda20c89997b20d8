import type { RateLimitState, RateLimitStore } from "./rateLimitStore.ts";

/** Counts in this process: for one process, or where limits per process will do. */
export function memoryRateLimitStore({ maxKeys = 100_000 }: { maxKeys?: number } = {}): RateLimitStore {
  /** In the order of their last use, so that the first is the one to drop. */
  const counters = new Map<string, RateLimitState>();
  const makeRoom = (now: Date) => {
    for (const [key, { resetsAt }] of counters) {
      if (counters.size < maxKeys && resetsAt > now) break;
      counters.delete(key);
    }
  };
  return {
    async take(takes, now) {
      return takes.map(({ key, windowSeconds }) => {
        const known = counters.get(key);
        const isRunning = known !== undefined && known.resetsAt > now;
        const resetsAt = isRunning ? known.resetsAt : new Date(now.getTime() + windowSeconds * 1000);
        const state = { key, used: isRunning ? known.used + 1 : 1, resetsAt };
        counters.delete(key);
        if (counters.size >= maxKeys) makeRoom(now);
        counters.set(key, state);
        return state;
      });
    },
    async giveBack({ keys, cleared }) {
      for (const key of cleared) counters.delete(key);
      for (const key of keys) {
        const known = counters.get(key);
        if (known !== undefined) counters.set(key, { ...known, used: Math.max(0, known.used - 1) });
      }
    },
  };
}
