/** Tells the time. Every expiry, limit and code uses it, so that a test can change it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Milliseconds since some moment: what really passed, whatever the clock says or is set to. For deadlines of the process itself. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();

/** Resolves when so many milliseconds have passed. */
export type Pause = (milliseconds: number) => Promise<void>;

export const systemPause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
