import type { Pause } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

/** Replaces what no option can; only for the test kit. */
export interface Internals {
  random?: Random;
  /** How many passwords are hashed at the same time [one less than the number of cores]. */
  concurrentHashes?: number;
  /** How to wait before repeating what met a conflict in the database. */
  pause?: Pause;
  /** False: messages left over and expired rows wait for `deliverMessages` and `cleanUp`, instead of being seen to by timers. */
  timers?: boolean;
}
