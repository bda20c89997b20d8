import { isObservable, observableToAsyncIterable } from "@trpc/server/observable";
import type { FoundSession } from "../../db/sessions.ts";
import { toTRPCError } from "../../http/errorFormatter.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthRequest } from "../request.ts";
import type { WatchedSession } from "./watchSessions.ts";

/** What a middleware gets back from a subscription. */
type Outcome = { ok: boolean; data?: unknown };

/**
 * Ends a subscription of the app along with the session in which it was opened: a client that was logged out receives
 * nothing more.
 */
export function endingWithSession<Result extends Outcome>(
  { runtime }: AuthRequest,
  { session }: FoundSession,
  result: Result,
): Result {
  if (!result.ok || !("data" in result)) return result;
  const { data } = result;
  const source = isObservable(data) ? observableToAsyncIterable(data, never()) : data;
  if (!isAsyncIterable(source)) return result;
  return { ...result, data: untilEnded(source, (onEnd) => runtime.watchSession(session, onEnd)) };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function* untilEnded(
  source: AsyncIterable<unknown>,
  watch: (onEnd: () => void) => WatchedSession,
): AsyncGenerator<unknown, void> {
  const iterator = source[Symbol.asyncIterator]();
  let isEnded = false;
  let wake = () => {};
  const watched = watch(() => {
    isEnded = true;
    wake();
  });
  // No race with a promise that lives as long as the subscription: it would accumulate a reaction per step.
  const nextOrEnd = () =>
    new Promise<IteratorResult<unknown> | null>((resolve, reject) => {
      wake = () => resolve(null);
      if (isEnded) wake();
      iterator.next().then(resolve, reject);
    });
  try {
    for (;;) {
      const step = await nextOrEnd();
      // A value that arrives at the moment the session may have ended waits until that is known.
      await watched.settled();
      if (step === null || isEnded) throw toTRPCError(new AuthError("session_gone"));
      if (step.done) return;
      yield step.value;
    }
  } finally {
    watched.stop();
    // Not awaited: it may itself be waiting for something that never happens.
    void iterator.return?.()?.catch(() => {});
  }
}

/**
 * Only the observable knows its subscribers. Created in the call: Workers do not allow this while a module is loaded.
 */
const never = () => new AbortController().signal;
