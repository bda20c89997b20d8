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

/** Resolves after this many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

export const systemPause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
