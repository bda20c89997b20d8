import { isObservable, type Observer, observable, observableToAsyncIterable } from "@trpc/server/observable";
import type { FoundSession, LivingSession } from "../../db/sessions.ts";
import { toTRPCError } from "../../http/errorFormatter.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthRequest } from "../request.ts";
import type { Ending, WatchedSession, Watcher } from "./watchSessions.ts";

/** What a subscription requires of its session besides that it exists. */
export interface Requirement {
  /** @returns when to judge the session again, null for never; false: it proves too little */
  judge(request: AuthRequest, current: FoundSession): Date | null | false;
  /** Explains to the caller what is missing. @throws AuthError */
  explain(request: AuthRequest, current: FoundSession): Promise<unknown>;
}

/** What a middleware gets back from a subscription. */
type Outcome = { ok: boolean; data?: unknown };

/**
 * Ends a subscription of the app along with the session in which it was opened, or when that no longer proves what the
 * app requires: a client that was logged out receives nothing more.
 *
 * @param asked `requirement`: null where a session suffices
 */
export function endingWithSession<Result extends Outcome>(
  request: AuthRequest,
  asked: { current: FoundSession; requirement: Requirement | null; result: Result },
): Result {
  const { current, requirement, result } = asked;
  const { runtime } = request;
  const { session } = current;
  if (!result.ok || !("data" in result)) return result;
  const { data } = result;
  if (!isObservable(data) && !isAsyncIterable(data)) return result;
  let last = current;
  const now = (): AuthRequest => ({ ...request, now: runtime.clock(), memo: {} });
  const judge = (living: LivingSession) => {
    last = { ...current, session: { ...session, ...living } };
    return requirement?.judge(now(), last) ?? null;
  };
  const judged = judge(session);
  // What was lost while the app's middlewares ran is noticed at the first value.
  const due = judged === false ? runtime.clock() : judged;
  const explain = async (ending: Ending) => {
    if (ending === "session") return new AuthError("session_gone");
    if (ending === "unknown") return new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER });
    return requirement?.explain(now(), last).catch((error: unknown) => error);
  };
  const fail = async (ending: Ending): Promise<never> => {
    const error = await explain(ending);
    if (!(error instanceof AuthError)) runtime.reportError(error);
    throw toTRPCError(error);
  };
  const watch = (onEnd: Watcher["onEnd"]) =>
    runtime.watchSession(session, due === null ? { onEnd } : { onEnd, judged: { due, judge } });
  const open = (source: AsyncIterable<unknown>) => untilEnded(source, { watch, fail });
  if (isObservable(data)) return { ...result, data: observed(() => open(observableToAsyncIterable(data, never()))) };
  return { ...result, data: request.exchange.isLongLived ? abortedAtFailure(open(data)) : open(data) };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function untilEnded(
  source: AsyncIterable<unknown>,
  { watch, fail }: { watch(onEnd: Watcher["onEnd"]): WatchedSession; fail(ending: Ending): Promise<never> },
): AsyncGenerator<unknown, void> {
  let leave = () => {};
  async function* read(): AsyncGenerator<unknown, void> {
    const iterator = source[Symbol.asyncIterator]();
    let ended: Ending | "left" | null = null;
    let wake = () => {};
    const watched = watch((ending) => {
      ended = ending;
      wake();
    });
    leave = () => {
      ended = "left";
      watched.stop();
      wake();
    };
    // No race with a promise that lives as long as the subscription: it would accumulate a reaction per step.
    const nextOrEnd = () =>
      new Promise<IteratorResult<unknown> | null>((resolve, reject) => {
        wake = () => resolve(null);
        if (ended !== null) wake();
        iterator.next().then(resolve, reject);
      });
    const endingNow = () => ended;
    try {
      for (;;) {
        const step = await nextOrEnd();
        // A value that arrives at the moment the session may have ended waits until that is known.
        await watched.settled();
        const ending = endingNow();
        if (ending === "left") return;
        if (step === null || ending !== null) return await fail(ending ?? "session");
        if (step.done) return;
        yield step.value;
      }
    } finally {
      watched.stop();
      // Not awaited: it may itself be waiting for something that never happens.
      void iterator.return?.()?.catch(() => {});
    }
  }
  const values = read();
  const finish = values.return.bind(values);
  // A generator returns only after the `next()` under way, which may be waiting for something that never happens.
  values.return = (value) => {
    leave();
    return finish(value);
  };
  return values;
}

/**
 * Over a WebSocket, tRPC aborts the signal of a subscription if it cannot read a step, but not if `next()` fails: what
 * the app waits for with that signal, as in `on(emitter, name, { signal })`, would never be released.
 */
function abortedAtFailure(values: AsyncGenerator<unknown, void>): AsyncGenerator<unknown, void> {
  const next = values.next.bind(values);
  values.next = (...given) => next(...given).catch(unreadable);
  return values;
}

function unreadable(error: unknown): IteratorYieldResult<unknown> {
  return {
    get done(): false {
      throw error;
    },
    get value(): never {
      throw error;
    },
  };
}

/** Remains an observable, so that tRPC itself unsubscribes when the client has left. */
function observed(open: () => AsyncGenerator<unknown, void>) {
  return observable<unknown, unknown>((observer) => {
    const values = open();
    void passOn(values, observer);
    return () => void values.return();
  });
}

async function passOn(values: AsyncIterable<unknown>, observer: Observer<unknown, unknown>): Promise<void> {
  try {
    for await (const value of values) observer.next(value);
    observer.complete();
  } catch (error) {
    observer.error(error);
  }
}

/** Seconds. */
const RETRY_AFTER = 5;

/**
 * Only the observable knows its subscribers. Created in the call: Workers do not allow this while a module is loaded.
 */
const never = () => new AbortController().signal;
