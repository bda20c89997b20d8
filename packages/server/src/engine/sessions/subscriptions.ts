import { isObservable, observableToAsyncIterable } from "@trpc/server/observable";
import type { FoundSession, LivingSession } from "../../db/sessions.ts";
import { toTRPCError } from "../../http/errorFormatter.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthRequest } from "../request.ts";
import type { WatchedSession, Watcher } from "./watchSessions.ts";

/** Judges a session that a subscription is open for, as it is now. @returns when to judge it again; null: never */
export type Judge = (request: AuthRequest, current: FoundSession) => Promise<Date | null>;

/** What a middleware gets back from a subscription. */
type Outcome = { ok: boolean; data?: unknown };

/**
 * Ends a subscription of the app along with the session in which it was opened, or when that no longer proves what the
 * app requires: a client that was logged out receives nothing more.
 *
 * @param judge null where a session suffices
 */
export async function endingWithSession<Result extends Outcome>(
  request: AuthRequest,
  { current, judge, result }: { current: FoundSession; judge: Judge | null; result: Result },
): Promise<Result> {
  const { runtime } = request;
  const { session } = current;
  if (!result.ok || !("data" in result)) return result;
  const { data } = result;
  const source = isObservable(data) ? observableToAsyncIterable(data, never()) : data;
  if (!isAsyncIterable(source)) return result;
  const judged = judge === null ? undefined : await judgedBy(judge, request, current);
  const watch = (onEnd: Watcher["onEnd"]) =>
    runtime.watchSession(session, judged === undefined ? { onEnd } : { onEnd, judged });
  return { ...result, data: untilEnded(source, watch) };
}

async function judgedBy(judge: Judge, request: AuthRequest, current: FoundSession): Promise<Watcher["judged"]> {
  const judgeNow = (living: LivingSession) =>
    judge(
      { ...request, now: request.runtime.clock(), memo: {} },
      { ...current, session: { ...current.session, ...living } },
    );
  return { due: await judge(request, current), judge: judgeNow };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function* untilEnded(
  source: AsyncIterable<unknown>,
  watch: (onEnd: Watcher["onEnd"]) => WatchedSession,
): AsyncGenerator<unknown, void> {
  const iterator = source[Symbol.asyncIterator]();
  let isEnded = false;
  let reason: unknown = null;
  let wake = () => {};
  const watched = watch((error) => {
    isEnded = true;
    reason = error;
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
      if (step === null || isEnded) throw toTRPCError(reason ?? new AuthError("session_gone"));
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
