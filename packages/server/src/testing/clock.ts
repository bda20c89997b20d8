import type { Clock } from "../ports/clock.ts";

/** A clock that stands still until it is set. */
export interface TestClock {
  readonly now: Clock;
  /** Moves the clock forward, or back with a negative number. */
  advance(seconds: number): void;
}

/** @param start [2030-01-01T12:00:00Z] */
export function testClock(start = new Date("2030-01-01T12:00:00.000Z")): TestClock {
  let current = start.getTime();
  return {
    now: () => new Date(current),
    advance(seconds) {
      current += seconds * 1000;
    },
  };
}
