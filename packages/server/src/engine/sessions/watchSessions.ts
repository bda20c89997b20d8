import type { Database } from "../../db/database.ts";
import type { SessionRow } from "../../db/rows.ts";
import { findLivingSessions, type LivingSession } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import type { Clock } from "../../ports/clock.ts";

/** One session that is watched. */
export interface WatchedSession {
  /**
   * Resolves when it is known whether the session still exists and proves enough: immediately, unless something in this
   * process has just ended sessions, the session has expired, or it must be judged again.
   */
  settled(): Promise<void>;
  stop(): void;
}

/** What ends something that is open for a session. */
export type Ending = "session" | "proof" | "unknown";

/** What is open for a session. */
export interface Watcher {
  /**
   * Called once: the session has ended, it no longer proves enough, or that cannot be found out at a time when one of
   * both is likely.
   */
  onEnd(ending: Ending): void;
  /** Absent where the existence of the session suffices. */
  readonly judged?: {
    /** When to judge what the session proves; null: never. */
    readonly due: Date | null;
    /** Does no I/O: others wait for it. @returns when to judge again, null for never; false: it proves too little */
    judge(session: LivingSession): Date | null | false;
  };
}

/** Notifies whatever is open for a session, such as a subscription, that the session has ended. */
export interface SessionWatch {
  watch(session: Pick<SessionRow, "id" | "userId" | "expiresAt">, watcher: Watcher): WatchedSession;
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
  readonly expiresAt: Date;
  /** With the time at which each must be judged again; null: never. */
  readonly watchers: Map<Watcher, Date | null>;
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
    const living = await findLivingSessions(database, { ids, now, seenAfter });
    const byId = new Map(living.map((session) => [session.id, session]));
    for (const id of ids) {
      const session = byId.get(id);
      if (session === undefined) endAll(id, "session");
      else judge(session, now);
    }
    rest();
  };
  const endAll = (id: string, ending: Ending) => {
    const ended = watchers.get(id)?.watchers.keys() ?? [];
    watchers.delete(id);
    for (const { onEnd } of ended) onEnd(ending);
  };
  const judge = (session: LivingSession, now: Date) => {
    const own = watchers.get(session.id);
    for (const [watcher, due] of own?.watchers ?? []) {
      if (due === null || due > now) continue;
      const next = watcher.judged?.judge(session) ?? null;
      if (next !== false) own?.watchers.set(watcher, next);
      else if (own?.watchers.delete(watcher)) watcher.onEnd("proof");
    }
  };
  /** Nothing was found out: what may have ended by now must not go on. */
  const endDue = () => {
    const now = clock();
    for (const [id, { expiresAt, watchers: all }] of watchers) {
      if (now >= expiresAt) endAll(id, "unknown");
      else
        for (const [watcher, due] of all)
          if (due !== null && due <= now && all.delete(watcher)) watcher.onEnd("unknown");
    }
  };
  const lookUntilCurrent = async () => {
    while (isAsked) {
      isAsked = false;
      await lookNow().catch((error: unknown) => {
        onError(error);
        endDue();
      });
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
    watch({ id, userId, expiresAt }, watcher) {
      const own = watchers.get(id) ?? { userId, expiresAt, watchers: new Map() };
      own.watchers.set(watcher, watcher.judged?.due ?? null);
      watchers.set(id, own);
      timer ??= setInterval(look, EVERY).unref();
      return {
        async settled() {
          const due = own.watchers.get(watcher) ?? null;
          if (clock() >= expiresAt || (due !== null && clock() >= due)) look();
          await looking;
        },
        stop() {
          own.watchers.delete(watcher);
          if (own.watchers.size === 0 && watchers.get(id) === own) watchers.delete(id);
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
