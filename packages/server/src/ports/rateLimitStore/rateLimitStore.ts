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

/** The state of a counter. */
export interface RateLimitState {
  key: string;
  /** Uses in the current window, including this one. Above the limit: there was no room, and it was not added. */
  used: number;
  resetsAt: Date;
}

/** Counts uses in fixed windows, atomically: two simultaneous calls are counted as two. */
export interface RateLimitStore {
  /**
   * Adds one use to each counter that has room, stage by stage, in one round trip. Full counters, and those of later
   * stages, are left unchanged.
   *
   * @returns the counters of every stage that was reached
   */
  take(takes: readonly RateLimitTake[], now: Date): Promise<RateLimitState[]>;
  /** Takes back one use of each of `keys` and clears each of `cleared`, in one round trip. Unknown ones are ignored. */
  giveBack(change: { keys: readonly string[]; cleared: readonly string[] }, now: Date): Promise<void>;
  /** Sets a function to call, once each time, when it has begun to fail while another store counts instead. */
  onTrouble?(report: () => void): void;
}
