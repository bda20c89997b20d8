import { deleteExpired } from "../db/cleanUp.ts";
import { deleteSeenChanges, hasChanges } from "../db/sessionCache/changes.ts";
import { SetupError } from "../lib/setupError.ts";
import type { Runtime } from "./request.ts";

const SWEEP_EVERY = 15_000;
const CLEAN_EVERY = 10 * 60_000;
const BATCH = 1_000;
const MAX_BATCHES = 200;
const UNTOLD =
  "session.cache: another process that uses this database caches sessions, and is not told of those that this one ends; set `session.cache` here as well";

/** What runs beside the requests. */
export interface Maintenance {
  /** Begins, once; nothing of it keeps the process alive. */
  start(): void;
  stop(): void;
  /** Removes expired rows, in batches, a bounded number of them. @returns how many went */
  cleanUp(): Promise<number>;
}

/** Sends messages that were left or are to be tried again, and removes what expired. */
export function createMaintenance({ database, clock, outbox, accountChanges, reportError }: Runtime): Maintenance {
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
  /** Runs a statement again for as long as it removes a full batch. */
  const inBatches = async (removeBatch: () => Promise<number>) => {
    let removed = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const gone = await removeBatch();
      removed += gone;
      if (gone < BATCH) break;
    }
    return removed;
  };
  let isWarned = false;
  const cleanUp = async () => {
    const removed = await inBatches(() => deleteExpired(database, { now: clock(), batch: BATCH }));
    await inBatches(() => deleteSeenChanges(database, BATCH));
    if (!isWarned && !accountChanges.isTold && (await hasChanges(database))) {
      isWarned = true;
      reportError(new SetupError(UNTOLD));
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
