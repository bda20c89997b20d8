/** The system's clock with hands that can be turned forward, to see what expires. */
export interface DemoClock {
  now(): Date;
  /** @param seconds how far to turn it */
  advance(seconds: number): void;
}

export function createDemoClock(): DemoClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance(seconds) {
      ahead += seconds * 1_000;
    },
  };
}
