import { withDeadline } from "../../ports/deadline.ts";

/** A background task, in steps that each end within seconds, or within a minute where mail is slow. */
export type Task = () => AsyncIterator<unknown>;

/** How long a step may take before its turn is given up. */
const LIMIT = {
  who: "a background task, or a connection to the database that has died silently,",
  milliseconds: 120_000,
};

/**
 * Runs a task again and again, one turn at a time; this does not keep the process alive.
 *
 * A turn whose step hangs is reported and given up, so that a connection which died silently does not stop the task for
 * as long as the driver believes in it. The task must bear a second turn beside that step.
 */
export function every(milliseconds: number, task: Task, onError: (error: unknown) => void): NodeJS.Timeout {
  let isRunning = false;
  const turn = async () => {
    const steps = task();
    // If it hangs, nobody asks for the step after the one that hangs, even when that ends in the end.
    for (let isDone = false; !isDone; ) isDone = (await withDeadline(LIMIT, () => steps.next())).done === true;
  };
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    turn()
      .catch(onError)
      .finally(() => {
        isRunning = false;
      });
  }, milliseconds);
  timer.unref();
  return timer;
}
