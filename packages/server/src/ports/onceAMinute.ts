import type { Stopwatch } from "./clock.ts";

/** Milliseconds. */
const MINUTE = 60_000;

/** The same report, but at most once a minute: for what fails again with each call until somebody mends its cause. */
export function onceAMinute<Value>(report: (value: Value) => void, stopwatch: Stopwatch): (value: Value) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (value) => {
    const now = stopwatch();
    if (now - reportedAt < MINUTE) return;
    reportedAt = now;
    report(value);
  };
}
