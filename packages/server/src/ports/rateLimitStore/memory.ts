import type { RateLimitState, RateLimitStore, RateLimitTake } from "./rateLimitStore.ts";

interface Counter {
  used: number;
  limit: number;
  resetsAt: Date;
}

/** Counts in this process: for one process, or where limits per process will do. */
export function memoryRateLimitStore({ maxKeys = 100_000 }: { maxKeys?: number } = {}): RateLimitStore {
  /** In the order of their last use, so that the first is the one to drop. */
  const counters = new Map<string, Counter>();
  /** Full ones are locks: whoever floods the store with other keys must not open them. */
  const makeRoom = (now: Date) => {
    for (const [key, { resetsAt }] of counters) if (resetsAt <= now) counters.delete(key);
    const surplus = counters.size - maxKeys + Math.ceil(maxKeys / 10);
    const open = [...counters].filter(([, { used, limit }]) => used < limit).map(([key]) => key);
    for (const key of open.slice(0, Math.max(0, surplus))) counters.delete(key);
  };
  const takeOne = ({ key, limit, windowSeconds }: RateLimitTake, now: Date): RateLimitState => {
    const known = counters.get(key);
    const isRunning = known !== undefined && known.resetsAt > now;
    const resetsAt = isRunning ? known.resetsAt : new Date(now.getTime() + windowSeconds * 1000);
    const before = isRunning ? known.used : 0;
    const isTaken = before < limit;
    const used = isTaken ? before + 1 : before;
    counters.delete(key);
    if (counters.size >= maxKeys) makeRoom(now);
    counters.set(key, { used, limit, resetsAt });
    return { key, used, resetsAt, isTaken };
  };
  return {
    async take(takes, now) {
      const states: RateLimitState[] = [];
      for (const stage of stagesOf(takes)) {
        const counted = stage.map((take) => takeOne(take, now));
        states.push(...counted);
        if (counted.some(({ isTaken }) => !isTaken)) break;
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
  for (const take of [...takes].sort((a, b) => a.stage - b.stage))
    stages.set(take.stage, [...(stages.get(take.stage) ?? []), take]);
  return [...stages.values()];
}
