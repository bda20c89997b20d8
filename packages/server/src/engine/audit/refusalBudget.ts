import type { AuthEvent } from "../../config/events.ts";
import { addressBucket } from "../../http/clientAddress.ts";

const HOUR = 3_600_000;
/** Of one user, and from one network: nobody can hide what others do by using up the whole budget alone. */
const MAX_OF_ONE = 50;

/** Decides which of the events that anybody can cause are stored. */
export interface RefusalBudget {
  admits(event: AuthEvent): boolean;
  /** Counts events that were not stored for another reason. */
  omit(count: number): void;
  /** How many were not stored in the hours that are over; the count begins anew. */
  takeOmitted(): number;
}

/**
 * The budget of one process, by the hour.
 *
 * Its memory is bounded by what it admits. Users are counted apart from strangers without one, so that guesses at names
 * that do not exist do not hide those at accounts.
 */
export function createRefusalBudget(perHour: number, clock: () => Date): RefusalBudget {
  let hour = Number.NaN;
  let admitted = new Map<string, number>();
  let omitted = 0;
  let omittedBefore = 0;
  const turn = () => {
    const current = Math.floor(clock().getTime() / HOUR);
    if (current === hour) return;
    hour = current;
    admitted = new Map();
    omittedBefore += omitted;
    omitted = 0;
  };
  return {
    admits({ userId, ip = null }) {
      turn();
      const limits: [string, number][] = [
        [userId === null ? "nobody" : "users", perHour],
        ...(userId === null ? [] : [[`user ${userId}`, MAX_OF_ONE] as [string, number]]),
        ...(ip === null ? [] : [[`network ${addressBucket(ip)}`, MAX_OF_ONE] as [string, number]]),
      ];
      if (limits.some(([key, max]) => (admitted.get(key) ?? 0) >= max)) {
        omitted += 1;
        return false;
      }
      for (const [key] of limits) admitted.set(key, (admitted.get(key) ?? 0) + 1);
      return true;
    },
    omit(count) {
      turn();
      omitted += count;
    },
    takeOmitted() {
      turn();
      const count = omittedBefore;
      omittedBefore = 0;
      return count;
    },
  };
}
