import pLimit, { type LimitFunction } from "p-limit";
import type { Pause, Stopwatch } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { databaseErrorOf } from "../database.ts";
import { isLocked, jitter } from "./conflicts.ts";

/** Where calls wait for locked rows without a connection, which leaves the pool to other calls. */
export interface LockQueue {
  /**
   * Runs an attempt repeatedly, when it is its turn: of all calls that found the same row locked, one tries at a time.
   *
   * @param found `until`, by the stopwatch, and the error that names what is locked
   * @throws the last error, once the time is over
   */
  wait<Result>(
    attempt: (lockTimeout: number) => Promise<Result>,
    found: { until: number; error: unknown },
  ): Promise<Result>;
}

export interface LockQueueParts {
  pause: Pause;
  stopwatch: Stopwatch;
  random: Random;
}

/** How many connections wait for locks in total. */
const WAITING_CONNECTIONS = 2;
/** Milliseconds for which one of them waits before another has its turn. */
const TURN = 500;
/** Milliseconds between the attempts of one call, for locks that are refused immediately. */
const BETWEEN = 30;

interface Lane {
  limit: LimitFunction;
  calls: number;
}

export function createLockQueue({ pause, stopwatch, random }: LockQueueParts): LockQueue {
  /** By what is locked, as PostgreSQL describes it. */
  const lanes = new Map<string, Lane>();
  const connections = pLimit(WAITING_CONNECTIONS);
  const inLane = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const lane = lanes.get(name) ?? { limit: pLimit(1), calls: 0 };
    lanes.set(name, lane);
    lane.calls += 1;
    try {
      return await lane.limit(work);
    } finally {
      lane.calls -= 1;
      if (lane.calls === 0) lanes.delete(name);
    }
  };
  return {
    wait(attempt, { until, error }) {
      const isOver = () => stopwatch() >= until;
      return inLane(databaseErrorOf(error)?.where ?? "", async () => {
        let last = error;
        // Checked again when a connection is free: a call that waited too long must not hold up those behind it.
        const turn = async () => {
          if (isOver()) throw last;
          return attempt(TURN);
        };
        while (!isOver()) {
          try {
            return await connections(turn);
          } catch (failed) {
            if (!isLocked(failed)) throw failed;
            last = failed;
          }
          await pause(BETWEEN * jitter(random));
        }
        throw last;
      });
    },
  };
}
