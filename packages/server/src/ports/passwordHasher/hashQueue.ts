import { availableParallelism } from "node:os";
import { AuthError } from "../../lib/authError.ts";
import { ClosedRequest } from "../../lib/closedRequest.ts";

/** In whose turn a hash is computed, and how long it may wait. */
export interface Turn {
  /** The client's network, as rate limits count it; null for the app's own calls. */
  readonly network: string | null;
  /** Aborted when the client has disconnected: nobody waits for the hash any more. */
  readonly signal: AbortSignal | null;
  /** Whether it waits without a limit, as the app's own calls do. */
  readonly isPatient?: boolean;
}

/** Runs hashes a few at a time. */
export type HashQueue = <Result>(turn: Turn, work: () => Promise<Result>) => Promise<Result>;

export interface HashQueueOptions {
  /**
   * How many are computed at the same time [one less than the number of cores, and one less than the threads in libuv's
   * pool].
   */
  concurrency?: number | undefined;
  /** How long a hash may wait, in milliseconds [3 000]. */
  maxWait?: number;
  /** Milliseconds that never go back. */
  now?(): number;
}

interface Job {
  start(): void;
  refuse(error: unknown): void;
}

const MAX_WAIT = 3_000;
/** Factor of the maximum wait after which a job is refused in any case: hashes may have become slower, or hang. */
const LATE = 3;

/**
 * Limits how many hashes are computed at the same time, and how long one waits.
 *
 * Hashes use the cores and libuv's thread pool, which file and DNS look-ups need too: a burst of logins must not starve
 * work that does not hash. Networks take turns, so that a burst from one does not make others wait behind it. A call
 * that would wait for too long is refused immediately, with the time after which there is likely to be room, and a hash
 * that nobody waits for any more is not computed.
 */
export function createHashQueue({
  concurrency = defaultConcurrency(),
  maxWait = MAX_WAIT,
  now = () => performance.now(),
}: HashQueueOptions = {}): HashQueue {
  /** Waiting jobs, by network; the first network is next. */
  const waiting = new Map<string, Job[]>();
  let running = 0;
  /** How long the last hashes took, in milliseconds; until one is measured, no call is refused for it. */
  const measured: number[] = [];
  let lasts = 0;
  /** The first one loads the hasher as well. */
  let isWarm = false;

  /**
   * The median, because a process that is stopped, or a machine that sleeps, spoils the measurement of every running
   * hash: more must be remembered than twice as many as run.
   */
  const measure = (took: number) => {
    measured.push(took);
    if (measured.length > 2 * concurrency + 1) measured.shift();
    lasts = measured.toSorted((a, b) => a - b)[(measured.length - 1) >> 1] ?? 0;
  };
  /** Nothing waits longer than `LATE` allows, whatever the estimate. */
  const refusal = (wait: number) =>
    new AuthError("rate_limited", {
      retryAfter: Math.max(1, Math.ceil((Math.min(wait, maxWait * LATE) - maxWait) / 1_000)),
    });

  /**
   * Milliseconds until a new job of this network would begin: each other network has the same number of turns before
   * it.
   */
  const waitOf = (network: string): number => {
    if (running < concurrency) return 0;
    const own = waiting.get(network)?.length ?? 0;
    let before = own;
    for (const [other, jobs] of waiting) if (other !== network) before += Math.min(jobs.length, own + 1);
    return ((before + 1) * lasts) / concurrency;
  };

  const next = () => {
    while (running < concurrency) {
      const [first] = waiting;
      if (first === undefined) return;
      const [network, jobs] = first;
      const job = jobs.shift();
      // The network goes to the end of the line.
      waiting.delete(network);
      if (jobs.length > 0) waiting.set(network, jobs);
      if (job === undefined) continue;
      job.start();
    }
  };

  const drop = (network: string, job: Job) => {
    const jobs = waiting.get(network)?.filter((one) => one !== job) ?? [];
    if (jobs.length > 0) waiting.set(network, jobs);
    else waiting.delete(network);
  };

  const run = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const began = now();
    try {
      return await work();
    } finally {
      if (isWarm) measure(now() - began);
      isWarm = true;
      running -= 1;
      next();
    }
  };

  return ({ network: named, signal, isPatient = false }, work) => {
    const network = named ?? "";
    if (signal?.aborted) return Promise.reject(new ClosedRequest());
    if (running < concurrency) {
      running += 1;
      return run(work);
    }
    const wait = isPatient ? 0 : waitOf(network);
    if (wait > maxWait) return Promise.reject(refusal(wait));
    return new Promise((resolve, reject) => {
      const giveUp = (error: unknown) => {
        drop(network, job);
        job.refuse(error);
      };
      const close = () => giveUp(new ClosedRequest());
      const late = () => giveUp(refusal(waitOf(network) + maxWait));
      const timer = isPatient ? undefined : setTimeout(late, maxWait * LATE);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", close);
      };
      const job: Job = {
        start() {
          settle();
          running += 1;
          resolve(run(work));
        },
        refuse(error) {
          settle();
          reject(error);
        },
      };
      signal?.addEventListener("abort", close, { once: true });
      waiting.set(network, [...(waiting.get(network) ?? []), job]);
    });
  };
}

const DEFAULT_POOL = 4;

function defaultConcurrency(): number {
  const pool = Number(process.env["UV_THREADPOOL_SIZE"] ?? DEFAULT_POOL);
  const threads = Number.isInteger(pool) && pool > 0 ? pool : DEFAULT_POOL;
  return Math.max(1, Math.min(availableParallelism(), threads) - 1);
}
