import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { AuthError } from "../../lib/authError.ts";

/** Runs expensive work a few at a time. */
export type Bounded = <Result>(work: () => Promise<Result>) => Promise<Result>;

const MAX_WAITING = 128;
const RETRY_AFTER = 5;

/**
 * Caps how many hashes are computed at once, and how many wait.
 *
 * Hashes fill libuv's pool of four threads, which file and DNS look-ups need too: a storm of logins must not starve
 * what does not hash.
 */
export function bounded(concurrency = Math.max(1, Math.min(availableParallelism(), 3))): Bounded {
  const limit = pLimit(concurrency);
  return (work) => {
    if (limit.pendingCount >= MAX_WAITING) throw new AuthError("rate_limited", { retryAfter: RETRY_AFTER });
    return limit(work);
  };
}
