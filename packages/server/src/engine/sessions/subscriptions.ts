import { isObservable, observableToAsyncIterable } from "@trpc/server/observable";
import type { FoundSession } from "../../db/sessions.ts";
import { toTRPCError } from "../../http/errorFormatter.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthRequest } from "../request.ts";
import type { WatchedSession } from "./watchSessions.ts";

/** What a middleware gets back from a subscription. */
type Outcome = { ok: boolean; data?: unknown };

/** Ends a subscription of the app with the session that it was opened in: whoever was logged out hears nothing more. */
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
  // No race with a promise that lives as long as the subscription: it would remember each step.
  const nextOrEnd = () =>
    new Promise<IteratorResult<unknown> | null>((resolve, reject) => {
      wake = () => resolve(null);
      if (isEnded) wake();
      iterator.next().then(resolve, reject);
    });
  try {
    for (;;) {
      const step = await nextOrEnd();
      // What is told at the moment at which the session ends waits until that is known.
      await watched.settled();
      if (step === null || isEnded) throw toTRPCError(new AuthError("session_gone"));
      if (step.done) return;
      yield step.value;
    }
  } finally {
    watched.stop();
    // Not waited for: it may be waiting itself for something that never comes.
    void iterator.return?.()?.catch(() => {});
  }
}

/** Who listens is known to the observable alone. Made at the call: Workers admit no such thing when a module is loaded. */
const never = () => new AbortController().signal;
