import { availableParallelism } from "node:os";
import { AuthError } from "../../lib/authError.ts";
import { ClosedRequest } from "../../lib/closedRequest.ts";

/** Whom a hash is computed for. */
export interface HashedFor {
  /** The client's address; null for the app's own calls. */
  readonly ip: string | null;
  /** Aborted when the client has gone: nobody waits for the hash any more. */
  readonly signal: AbortSignal | null;
  /** Whether it waits for as long as it takes, as the app's own calls do. */
  readonly isPatient?: boolean;
}

/** Runs hashes a few at a time. */
export type HashQueue = <Result>(asked: HashedFor, work: () => Promise<Result>) => Promise<Result>;

export interface HashQueueOptions {
  /** How many are computed at once [a core fewer than there are, and a thread fewer than libuv's pool has]. */
  concurrency?: number;
  /** How long a hash may wait, in milliseconds [3 000]. */
  maxWait?: number;
  /** Milliseconds that only go forward. */
  now?(): number;
}

interface Job {
  since: number;
  start(): void;
  refuse(error: unknown): void;
}

const MAX_WAIT = 3_000;
/** What a hash is taken to last until one was measured, in milliseconds. */
const FIRST_GUESS = 250;
/** How much of the estimate the newest measurement is. */
const WEIGHT = 0.2;

/**
 * Caps how many hashes are computed at once, and how long one waits.
 *
 * Hashes fill the cores and libuv's pool of threads, which file and DNS look-ups need too: a storm of logins must not
 * starve what does not hash. Addresses take turns, so that nobody's storm makes others wait behind it; whoever would wait
 * for too long is refused at once, with the time after which there is likely to be room; and what nobody waits for any more
 * is not computed.
 */
export function createHashQueue({
  concurrency = defaultConcurrency(),
  maxWait = MAX_WAIT,
  now = () => performance.now(),
}: HashQueueOptions = {}): HashQueue {
  /** What waits, by address; the first address is next. */
  const waiting = new Map<string, Job[]>();
  let running = 0;
  let lasts = FIRST_GUESS;

  const refusal = (wait: number) =>
    new AuthError("rate_limited", { retryAfter: Math.max(1, Math.ceil((wait - maxWait) / 1_000)) });

  /** Milliseconds until a new job of this address would begin: each other address has as many turns before it. */
  const waitOf = (address: string): number => {
    if (running < concurrency) return 0;
    const own = waiting.get(address)?.length ?? 0;
    let before = own;
    for (const [other, jobs] of waiting) if (other !== address) before += Math.min(jobs.length, own + 1);
    return ((before + 1) * lasts) / concurrency;
  };

  const next = () => {
    while (running < concurrency) {
      const [first] = waiting;
      if (first === undefined) return;
      const [address, jobs] = first;
      const job = jobs.shift();
      // The address goes to the end of the line.
      waiting.delete(address);
      if (jobs.length > 0) waiting.set(address, jobs);
      if (job === undefined) continue;
      if (now() - job.since > maxWait) job.refuse(refusal(waitOf(address) + maxWait));
      else job.start();
    }
  };

  const drop = (address: string, job: Job) => {
    const jobs = waiting.get(address)?.filter((one) => one !== job) ?? [];
    if (jobs.length > 0) waiting.set(address, jobs);
    else waiting.delete(address);
  };

  const run = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const began = now();
    try {
      return await work();
    } finally {
      lasts += (now() - began - lasts) * WEIGHT;
      running -= 1;
      next();
    }
  };

  return ({ ip, signal, isPatient = false }, work) => {
    const address = ip ?? "";
    if (signal?.aborted) return Promise.reject(new ClosedRequest());
    if (running < concurrency) {
      running += 1;
      return run(work);
    }
    const wait = isPatient ? 0 : waitOf(address);
    if (wait > maxWait) return Promise.reject(refusal(wait));
    return new Promise((resolve, reject) => {
      const leave = () => {
        drop(address, job);
        reject(new ClosedRequest());
      };
      const job: Job = {
        since: isPatient ? Number.POSITIVE_INFINITY : now(),
        start() {
          signal?.removeEventListener("abort", leave);
          running += 1;
          resolve(run(work));
        },
        refuse(error) {
          signal?.removeEventListener("abort", leave);
          reject(error);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      waiting.set(address, [...(waiting.get(address) ?? []), job]);
    });
  };
}

const DEFAULT_POOL = 4;

function defaultConcurrency(): number {
  const pool = Number(process.env["UV_THREADPOOL_SIZE"] ?? DEFAULT_POOL);
  const threads = Number.isInteger(pool) && pool > 0 ? pool : DEFAULT_POOL;
  return Math.max(1, Math.min(availableParallelism(), threads) - 1);
}
