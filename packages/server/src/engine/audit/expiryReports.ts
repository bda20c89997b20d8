import { markExpiredFlows } from "../../db/endedFlows.ts";
import type { Runtime } from "../request.ts";
import { expiriesOf } from "./events.ts";
import { transactWithEvents } from "./withEvents.ts";

/** Seconds. A flow that was locked during one pass is found by the next. */
const OVERLAP = 3_600;

/**
 * Reports flows that nobody completed. Later passes of a process look only at flows that have expired since the one
 * before: the rows of those that were reported stay for a day, and reading them again and again would cost more each
 * time.
 *
 * @returns yields after each batch
 */
export function createExpiryReports(runtime: Runtime, batch: number) {
  let last: Date | null = null;
  return async function* ({ now, isStopped }: { now: Date | null; isStopped(): boolean }): AsyncGenerator<void> {
    const began = runtime.clock();
    const within = last === null ? null : Math.max(0, (began.getTime() - last.getTime()) / 1_000) + OVERLAP;
    for (let found = batch; found >= batch && !isStopped(); ) {
      const expired = await transactWithEvents(
        runtime,
        (tx) => markExpiredFlows(tx, { now, within, batch }),
        expiriesOf,
      );
      found = expired.length;
      yield;
    }
    last = began;
  };
}
