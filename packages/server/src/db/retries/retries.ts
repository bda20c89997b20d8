import { AuthError } from "../../lib/authError.ts";
import type { Pause, Stopwatch } from "../../ports/clock.ts";
import { onceAMinute } from "../../ports/onceAMinute.ts";
import type { Random } from "../../ports/random.ts";
import { isConflict, isLocked, jitter } from "./conflicts.ts";
import { createLockQueue } from "./lockQueue.ts";
import { FIRST_LOCK_TIMEOUT } from "./lockTimeout.ts";

/** Repeats what PostgreSQL refused only because of a concurrent transaction. */
export interface Retries {
  /**
   * Runs an attempt, and repeats it while that may help: a statement outside of a transaction, or a whole transaction.
   * Such failures are rolled back, so that nothing is done twice.
   *
   * @param attempt gets the milliseconds for which it may wait for each lock
   * @param isLostRace other errors after which it may be repeated
   * @throws AuthError `temporarily_unavailable` when none succeeded in time
   */
  run<Result>(
    attempt: (lockTimeout: number) => Promise<Result>,
    isLostRace?: (error: unknown) => boolean,
  ): Promise<Result>;
}

export interface RetryParts {
  pause: Pause;
  stopwatch: Stopwatch;
  random: Random;
  /** Seconds for which a call waits for locks of others. */
  lockTimeout: number;
  /** Gets the reason why calls are refused; at most once a minute. */
  onGivenUp(error: Error): void;
}

const ATTEMPTS = 8;
/** Milliseconds. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;
/** Seconds. */
const RETRY_AFTER = 5;

export function createRetries(parts: RetryParts): Retries {
  const { stopwatch, lockTimeout } = parts;
  const queue = createLockQueue(parts);
  const report = onceAMinute(parts.onGivenUp, stopwatch);
  const giveUp = (error: unknown): AuthError => {
    report(new Error(reasonFor(error, lockTimeout), { cause: error }));
    return new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER, cause: error });
  };
  return {
    async run(attempt, isLostRace = () => false) {
      const until = stopwatch() + lockTimeout * 1_000;
      const tried = (milliseconds: number) => withoutConflict(parts, () => attempt(milliseconds), isLostRace);
      try {
        return await tried(FIRST_LOCK_TIMEOUT).catch((error: unknown) => {
          if (!isLocked(error)) throw error;
          return queue.wait(tried, { until, error });
        });
      } catch (error) {
        throw isLocked(error) || isConflict(error) ? giveUp(error) : error;
      }
    },
  };
}

async function withoutConflict<Result>(
  { pause, random }: RetryParts,
  attempt: () => Promise<Result>,
  isLostRace: (error: unknown) => boolean,
): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts >= ATTEMPTS || !(isConflict(error) || isLostRace(error))) throw error;
    }
    await pause(Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE) * jitter(random));
  }
}

function reasonFor(error: unknown, lockTimeout: number): string {
  if (!isLocked(error))
    return `database: a call was refused, since its statements failed ${ATTEMPTS} times by what others did at the same moment (deadlocks or serialization failures). Reported once a minute`;
  return `database: a call was refused, since somebody else has held a lock for ${lockTimeout} s (\`lockTimeout\`): a transaction of the app that stays open, or a migration. Find it with pg_blocking_pids() and pg_stat_activity. Reported once a minute`;
}
