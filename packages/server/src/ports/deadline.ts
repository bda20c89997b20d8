import { AuthError } from "../lib/authError.ts";

/** Milliseconds in which code of the app that a call waits for must have answered. */
export const ANSWER_TIMEOUT = 5_000;

/**
 * The result of the work, or a rejection once it has taken too long; work that ignores the signal continues, and its
 * result is dropped.
 *
 * The work races against the time, and is not only aborted: code of the app need not know of the signal, and `fetch`
 * may lose it while a body is read (Node, by a garbage collection after the response has begun).
 *
 * @param who is waited for, named in the error
 */
export async function withDeadline<Value>(
  { who, milliseconds }: { who: string; milliseconds: number },
  work: (signal: AbortSignal) => Value | Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const reason = new DOMException(`${who} did not answer within ${milliseconds / 1_000} s`, "TimeoutError");
      // First: work that is aborted may end as if it were done.
      reject(reason);
      controller.abort(reason);
    }, milliseconds);
    timer.unref();
  });
  // Async, so that synchronous exceptions become rejections as well.
  const started = async () => work(controller.signal);
  return Promise.race([started(), late]).finally(() => clearTimeout(timer));
}

/** Seconds after which a call may be tried again. */
const RETRY_AFTER = 5;

/**
 * What the calls of clients get when they wait for work that took too long: a refusal. Other errors remain as they are.
 */
export function refusalWhenLate(error: unknown): unknown {
  const isLate = error instanceof DOMException && error.name === "TimeoutError";
  return isLate ? new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER, cause: error }) : error;
}
