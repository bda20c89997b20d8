/** One counter to add to. */
export interface RateLimitTake {
  /** Names the counter. Already a keyed hash: holds neither address nor name. */
  key: string;
  /** How many uses fit into one window. */
  limit: number;
  /** Length of the window in seconds; it begins with the first use. */
  windowSeconds: number;
  /** Counters of a later stage are touched only when all of the earlier ones had room: a refused caller counts for nobody else [0]. */
  stage?: number;
}

/** How a counter stands. */
export interface RateLimitState {
  key: string;
  /** Uses in the current window, this one included. More than the limit: there was no room, and it was not added. */
  used: number;
  resetsAt: Date;
}

/** Counts uses in fixed windows, atomically: two calls at once are counted as two. */
export interface RateLimitStore {
  /**
   * Adds one use to each counter that has room, stage by stage, in one round trip. A counter that is full stays as it is,
   * and those of later stages are left alone.
   *
   * @returns the counters of every stage that was reached
   */
  take(takes: readonly RateLimitTake[], now: Date): Promise<RateLimitState[]>;
  /** Takes back one use of each of `keys` and clears each of `cleared`, in one round trip. Unknown ones are ignored. */
  giveBack(change: { keys: readonly string[]; cleared: readonly string[] }, now: Date): Promise<void>;
  /** Hands over whom to tell, once each time, that it has begun to fail while something else still counts in its place. */
  onTrouble?(report: () => void): void;
}
