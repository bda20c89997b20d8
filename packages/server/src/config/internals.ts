import type { Pause } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

/** Replaces what no option does; for the test kit alone. */
export interface Internals {
  random?: Random;
  /** How many passwords are hashed at once [a core fewer than there are]. */
  concurrentHashes?: number;
  /** How it waits before it runs again what met something else in the database. */
  pause?: Pause;
}
