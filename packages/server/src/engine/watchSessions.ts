import type { Database } from "../db/database.ts";
import { findLivingSessions } from "../db/sessions.ts";
import type { Clock } from "../ports/clock.ts";

/** Tells what is open for a session, such as a subscription, that the session has ended. */
export interface SessionWatch {
  /** @returns how to stop watching */
  watch(sessionId: string, onEnd: () => void): () => void;
  /** Looks at once: something in this process has ended sessions. */
  look(): void;
  stop(): void;
}

/** Milliseconds: a session that another process ended is noticed within this time. */
const EVERY = 1_000;

/** Asks the database once a second while anything is open, in one statement for all of it. */
export function createSessionWatch({
  database,
  clock,
  onError,
}: {
  database: Database;
  clock: Clock;
  onError(error: unknown): void;
}): SessionWatch {
  const watchers = new Map<string, Set<() => void>>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isAskedAgain = false;
  const lookNow = async () => {
    const ids = [...watchers.keys()];
    const living = new Set(await findLivingSessions(database, ids, clock()));
    for (const id of ids) {
      if (living.has(id)) continue;
      const ended = watchers.get(id) ?? [];
      watchers.delete(id);
      for (const onEnd of ended) onEnd();
    }
    rest();
  };
  const rest = () => {
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = () => {
    if (watchers.size === 0) return;
    isAskedAgain = isLooking;
    if (isLooking) return;
    isLooking = true;
    lookNow()
      .catch(onError)
      .finally(() => {
        isLooking = false;
        if (isAskedAgain) look();
      });
  };
  return {
    look,
    watch(sessionId, onEnd) {
      const own = watchers.get(sessionId) ?? new Set();
      own.add(onEnd);
      watchers.set(sessionId, own);
      timer ??= setInterval(look, EVERY).unref();
      return () => {
        own.delete(onEnd);
        if (own.size === 0 && watchers.get(sessionId) === own) watchers.delete(sessionId);
        rest();
      };
    },
    stop() {
      watchers.clear();
      rest();
    },
  };
}
