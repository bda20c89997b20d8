import { deleteExpired } from "../db/cleanUp.ts";
import type { Runtime } from "./request.ts";

const SWEEP_EVERY = 15_000;
const CLEAN_EVERY = 10 * 60_000;
const BATCH = 1_000;
const MAX_BATCHES = 200;

/** What runs beside the requests. */
export interface Maintenance {
  /** Begins, once; nothing of it keeps the process alive. */
  start(): void;
  stop(): void;
  /** Removes expired rows, in batches, a bounded number of them. @returns how many went */
  cleanUp(): Promise<number>;
}

/** Sends messages that were left or are to be tried again, and removes what expired. */
export function createMaintenance({ database, clock, outbox, reportError }: Runtime): Maintenance {
  let timers: NodeJS.Timeout[] = [];
  const every = (milliseconds: number, work: () => Promise<unknown>) => {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      work()
        .catch(reportError)
        .finally(() => {
          isRunning = false;
        });
    }, milliseconds);
    timer.unref();
    return timer;
  };
  const cleanUp = async () => {
    let removed = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const gone = await deleteExpired(database, { now: clock(), batch: BATCH });
      removed += gone;
      if (gone < BATCH) break;
    }
    return removed;
  };
  return {
    cleanUp,
    start() {
      if (timers.length === 0) timers = [every(SWEEP_EVERY, () => outbox.sweep()), every(CLEAN_EVERY, cleanUp)];
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
      timers = [];
    },
  };
}
