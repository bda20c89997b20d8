/** One counter to add to. */
export interface RateLimitTake {
  /** Names the counter. Already hashed: holds neither address nor name. */
  key: string;
  /** How many uses fit into one window. */
  limit: number;
  /** Length of the window in seconds; it begins with the first use. */
  windowSeconds: number;
}

/** How a counter stands after a use was added. */
export interface RateLimitState {
  key: string;
  /** Uses in the current window, this one included. */
  used: number;
  resetsAt: Date;
}

/** Counts uses in fixed windows, atomically: two calls at once are counted as two. */
export interface RateLimitStore {
  /** Adds one use to each counter, in one round trip. Counters come back in the order in which they were asked for. */
  take(takes: readonly RateLimitTake[], now: Date): Promise<RateLimitState[]>;
  /** Takes back one use of each of `keys` and clears each of `cleared`, in one round trip. Unknown ones are ignored. */
  giveBack(change: { keys: readonly string[]; cleared: readonly string[] }, now: Date): Promise<void>;
}
