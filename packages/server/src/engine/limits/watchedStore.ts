import type { RateLimitStore } from "../../ports/rateLimitStore/rateLimitStore.ts";

/** Reports a failing store, once until the operation that failed works again. */
export function watched(store: RateLimitStore, onFailure: () => void): RateLimitStore {
  const failing = new Set<"take" | "giveBack" | "itself">();
  const failed = (what: "take" | "giveBack" | "itself") => {
    if (failing.size === 0) onFailure();
    failing.add(what);
  };
  store.onTrouble?.(() => {
    failing.clear();
    failed("itself");
  });
  return {
    async take(takes, now) {
      try {
        const states = await store.take(takes, now);
        failing.delete("take");
        return states;
      } catch (error) {
        failed("take");
        throw error;
      }
    },
    async giveBack(change, now) {
      try {
        await store.giveBack(change, now);
        failing.delete("giveBack");
      } catch {
        // The call's effects remain, whether or not its count could be taken back.
        failed("giveBack");
      }
    },
  };
}
