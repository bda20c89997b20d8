import { CLOCK_DIFFERENCE } from "../clock.ts";
import type { RateLimitState, RateLimitStore, RateLimitTake } from "./rateLimitStore.ts";

interface Counter {
  used: number;
  limit: number;
  resetsAt: Date;
}

/** Counts in this process: for a single process, or where limits per process are enough. */
export function memoryRateLimitStore({ maxKeys = 100_000 }: { maxKeys?: number } = {}): RateLimitStore {
  /** In the order of their last use: the first is dropped first. */
  const counters = new Map<string, Counter>();
  /** Full ones are locks: flooding the store with other keys must not open them. */
  const makeRoom = (now: Date) => {
    for (const [key, { resetsAt }] of counters) if (resetsAt <= now) counters.delete(key);
    const surplus = counters.size - maxKeys + Math.ceil(maxKeys / 10);
    if (surplus <= 0) return;
    const isOpen = ([, { used, limit }]: [string, Counter]) => used < limit;
    const open = [...counters].filter(isOpen);
    const full = [...counters].filter((entry) => !isOpen(entry));
    for (const [key] of [...open, ...full].slice(0, surplus)) counters.delete(key);
  };
  const takeOne = ({ key, limit, windowSeconds }: RateLimitTake, now: Date): RateLimitState => {
    const known = counters.get(key);
    const end = now.getTime() + windowSeconds * 1000;
    // A window that ends much later was begun by a wrong clock: users would be locked out until that time.
    const isRunning =
      known !== undefined && known.resetsAt > now && known.resetsAt.getTime() <= end + CLOCK_DIFFERENCE * 1000;
    const resetsAt = isRunning ? known.resetsAt : new Date(end);
    const before = isRunning ? known.used : 0;
    counters.delete(key);
    if (counters.size >= maxKeys) makeRoom(now);
    counters.set(key, { used: Math.min(before + 1, limit), limit, resetsAt });
    return { key, used: before + 1, resetsAt };
  };
  return {
    async take(takes, now) {
      const states: RateLimitState[] = [];
      for (const stage of stagesOf(takes)) {
        const counted = stage.map((take) => takeOne(take, now));
        states.push(...counted);
        if (counted.some(({ used }, index) => used > (stage[index]?.limit ?? 0))) break;
      }
      return states;
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

/** The takes by stage, the earliest first. */
export function stagesOf(takes: readonly RateLimitTake[]): RateLimitTake[][] {
  const stages = new Map<number, RateLimitTake[]>();
  for (const take of takes) {
    const { stage = 0 } = take;
    stages.set(stage, [...(stages.get(stage) ?? []), take]);
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, stage]) => stage);
}
