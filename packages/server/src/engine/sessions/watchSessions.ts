import type { Database } from "../../db/database.ts";
import type { SessionRow } from "../../db/rows.ts";
import { findLivingSessions } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import type { Clock } from "../../ports/clock.ts";

/** One session that is watched. */
export interface WatchedSession {
  /**
   * Resolves when it is known whether the session still exists: immediately, unless something in this process has just
   * ended sessions, or the session has expired.
   */
  settled(): Promise<void>;
  stop(): void;
}

/** Notifies whatever is open for a session, such as a subscription, that the session has ended. */
export interface SessionWatch {
  watch(session: Pick<SessionRow, "id" | "userId" | "expiresAt">, onEnd: () => void): WatchedSession;
  /**
   * Checks immediately whether anything is open for these users: they have changed, and sessions of theirs may have
   * ended.
   */
  changed(users: "everybody" | readonly string[]): void;
  /** Stops checking by itself. */
  stop(): void;
}

interface Watched {
  readonly userId: string;
  readonly listeners: Set<() => void>;
}

/** Milliseconds: a session that another process ended is noticed within this time. */
const EVERY = 1_000;

export interface SessionWatchOptions {
  database: Database;
  clock: Clock;
  /** Seconds; null: sessions may be idle. */
  idleTimeout: number | null;
  onError(error: unknown): void;
}

/** Queries the database once a second while anything is open, in one statement for all sessions. */
export function createSessionWatch({ database, clock, idleTimeout, onError }: SessionWatchOptions): SessionWatch {
  const watchers = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let isAsked = false;
  const lookNow = async () => {
    const ids = [...watchers.keys()];
    const now = clock();
    const seenAfter = idleTimeout === null ? null : later(now, -idleTimeout);
    const living = new Set(await findLivingSessions(database, { ids, now, seenAfter }));
    for (const id of ids) {
      if (living.has(id)) continue;
      const ended = watchers.get(id)?.listeners ?? [];
      watchers.delete(id);
      for (const onEnd of ended) onEnd();
    }
    rest();
  };
  const lookUntilCurrent = async () => {
    while (isAsked) {
      isAsked = false;
      await lookNow().catch(onError);
    }
    looking = null;
  };
  const rest = () => {
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = () => {
    if (watchers.size === 0) return;
    isAsked = true;
    looking ??= lookUntilCurrent();
  };
  return {
    changed(users) {
      const isWatched = ({ userId }: Watched) => users === "everybody" || users.includes(userId);
      if ([...watchers.values()].some(isWatched)) look();
    },
    watch({ id, userId, expiresAt }, onEnd) {
      const own = watchers.get(id) ?? { userId, listeners: new Set() };
      own.listeners.add(onEnd);
      watchers.set(id, own);
      timer ??= setInterval(look, EVERY).unref();
      return {
        async settled() {
          if (clock() >= expiresAt) look();
          await looking;
        },
        stop() {
          own.listeners.delete(onEnd);
          if (own.listeners.size === 0 && watchers.get(id) === own) watchers.delete(id);
          rest();
        },
      };
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
