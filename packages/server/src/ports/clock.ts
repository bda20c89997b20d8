/** The current time. Every expiry, limit and code uses it, so that a test can change it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/**
 * The time of what one process writes and another one judges, or null for the database's own clock, which they share.
 * Theirs may differ; only an app that provides a clock has it used here as well.
 *
 * @param at what the clock showed [what it shows now]
 */
export function sharedTime(clock: Clock, at?: Date): Date | null {
  return clock === systemClock ? null : (at ?? clock());
}

/**
 * Seconds by which the clocks of two processes, or of a process and its database, may differ. A time that is farther
 * ahead than possible was set by a wrong clock.
 */
export const CLOCK_DIFFERENCE = 86_400;

/**
 * Milliseconds since an arbitrary moment: the time that really passed, whatever the clock is set to. For deadlines of
 * the process itself.
 */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();

/** Milliseconds by which clocks seem to differ because one is rounded; larger differences are real. */
const ROUNDING = 2;

/**
 * A stopwatch that also counts the time for which the machine was asleep, which the system's does not: it adds what the
 * wall clock goes forward more than the stopwatch. That clock may be set: forward counts as sleep, back as nothing.
 *
 * It notices sleep between two of its uses. Where both clocks stood still, as in a virtual machine that is resumed and
 * not told the time, there is nothing to notice.
 */
export function countingSleep(stopwatch: Stopwatch, wallClock: () => number = Date.now): Stopwatch {
  let difference = wallClock() - stopwatch();
  let slept = 0;
  return () => {
    const now = stopwatch();
    const before = difference;
    difference = wallClock() - now;
    if (difference - before > ROUNDING) slept += difference - before;
    return now + slept;
  };
}

/** Resolves after this many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

export const systemPause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
