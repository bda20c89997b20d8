import { deleteExpired } from "../../db/cleanUp.ts";
import { deleteSeenChanges, hasChanges } from "../../db/sessionCache/changes.ts";
import { SetupError } from "../../lib/setupError.ts";
import { SWEEP_SIZE } from "../../messages/outbox.ts";
import { sharedTime } from "../../ports/clock.ts";
import { createExpiryReports } from "../audit/expiryReports.ts";
import type { Runtime } from "../request.ts";
import { every } from "./turns.ts";

const SWEEP_EVERY = 15_000;
const REPORT_EVERY = 60_000;
const CLEAN_EVERY = 10 * 60_000;
const BATCH = 1_000;
const UNTOLD =
  "session.cache: another process that uses this database caches sessions, and is not told of those that this one ends; set `session.cache` here as well";

/** Background tasks. */
export interface Maintenance {
  /** Starts them, once; they do not keep the process alive. */
  start(): void;
  stop(): void;
  /** Removes expired rows, in batches, until none are left. @returns how many were removed */
  cleanUp(): Promise<number>;
  /** Finds what is to be reported, then sends the messages that are due. @returns how many were due */
  deliver(): Promise<number>;
}

/**
 * Sends messages that are still unsent or to be retried, and removes expired rows.
 *
 * @param report stores the messages about what nobody's call has ended
 */
export function createMaintenance(runtime: Runtime, report: () => Promise<void>): Maintenance {
  const { database, clock, outbox, accountChanges, audit, hasListener, reportError } = runtime;
  const reportExpired = createExpiryReports(runtime, BATCH);
  let timers: NodeJS.Timeout[] = [];
  let isStopped = false;
  let isWarned = false;
  async function* cleanUpChanges(): AsyncGenerator<number> {
    for (let removed = BATCH; removed >= BATCH && !isStopped; ) {
      removed = await deleteSeenChanges(database, BATCH);
      yield 0;
    }
    if (isWarned || accountChanges.isTold || !(await hasChanges(database))) return;
    isWarned = true;
    reportError(new SetupError(UNTOLD));
  }
  /** Each step yields how many rows it has removed, of those that count. */
  async function* cleanUp(): AsyncGenerator<number> {
    // A process with a wrong clock must not delete rows that are still valid.
    const now = sharedTime(clock);
    if (hasListener) for await (const _batch of reportExpired({ now, isStopped: () => isStopped })) yield 0;
    await audit?.noteOmitted();
    yield 0;
    const eventRetention = audit?.retention ?? null;
    for (let isMore = true; isMore && !isStopped; ) {
      const gone = await deleteExpired(database, { now, batch: BATCH, eventRetention });
      isMore = gone.isMore;
      yield gone.removed;
    }
    yield* cleanUpChanges();
  }
  async function* sweepAll(): AsyncGenerator<number> {
    for (let due = SWEEP_SIZE; due >= SWEEP_SIZE && !isStopped; ) {
      due = await outbox.sweep();
      yield due;
    }
  }
  async function* reportAll(): AsyncGenerator<void> {
    yield await report();
  }
  return {
    async cleanUp() {
      let removed = 0;
      for await (const count of cleanUp()) removed += count;
      return removed;
    },
    async deliver() {
      await report();
      return outbox.sweep();
    },
    start() {
      isStopped = false;
      if (timers.length === 0)
        timers = [
          every(SWEEP_EVERY, sweepAll, reportError),
          every(REPORT_EVERY, reportAll, reportError),
          every(CLEAN_EVERY, cleanUp, reportError),
        ];
    },
    stop() {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      timers = [];
    },
  };
}
