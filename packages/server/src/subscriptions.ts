import { isObservable, observableToAsyncIterable } from "@trpc/server/observable";
import type { SessionRead } from "./db/sessions.ts";
import type { AuthRequest } from "./engine/request.ts";
import { toTRPCError } from "./http/errorFormatter.ts";
import { AuthError } from "./lib/authError.ts";

/** What a middleware gets back from a subscription. */
type Outcome = { ok: boolean; data?: unknown };

/** Ends a subscription of the app with the session that it was opened in: whoever was logged out hears nothing more. */
export function endingWithSession<Result extends Outcome>(
  { runtime }: AuthRequest,
  { session }: SessionRead,
  result: Result,
): Result {
  if (!result.ok || !("data" in result)) return result;
  const { data } = result;
  const source = isObservable(data) ? observableToAsyncIterable(data, NEVER) : data;
  if (!isAsyncIterable(source)) return result;
  return { ...result, data: untilEnded(source, (onEnd) => runtime.watchSession(session.id, onEnd)) };
}

const NEVER = new AbortController().signal;

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function* untilEnded(
  source: AsyncIterable<unknown>,
  watch: (onEnd: () => void) => () => void,
): AsyncGenerator<unknown, void> {
  const iterator = source[Symbol.asyncIterator]();
  let stop = () => {};
  const ended = new Promise<"ended">((resolve) => {
    stop = watch(() => resolve("ended"));
  });
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), ended]);
      if (step === "ended") throw toTRPCError(new AuthError("session_gone"));
      if (step.done) return;
      yield step.value;
    }
  } finally {
    stop();
    // Not waited for: it may be waiting itself for something that never comes.
    void iterator.return?.()?.catch(() => {});
  }
}
