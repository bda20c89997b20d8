/** The current time. Every expiry, limit and code uses it, so that a test can change it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

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
