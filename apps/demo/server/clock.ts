/** The system's clock, which can be advanced to see what expires. */
export interface DemoClock {
  now(): Date;
  /** How far it is ahead, in seconds. */
  ahead(): number;
  /** @param seconds how far to advance it */
  advance(seconds: number): void;
  /** Returns to the system's time. */
  reset(): void;
}

export function createDemoClock(): DemoClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    ahead: () => ahead / 1_000,
    advance(seconds) {
      ahead += seconds * 1_000;
    },
    reset() {
      ahead = 0;
    },
  };
}
