/** Tells the time. Every expiry, limit and code uses it, so that a test can change it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/**
 * Seconds that the clocks of two processes, or of one and its database, may be apart. What lies farther ahead than it can
 * was set by a clock that was wrong.
 */
export const CLOCK_DIFFERENCE = 86_400;

/** Milliseconds since some moment: what really passed, whatever the clock says or is set to. For deadlines of the process itself. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();

/** Resolves when so many milliseconds have passed. */
export type Pause = (milliseconds: number) => Promise<void>;

export const systemPause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
