import type { SessionRow } from "../../db/rows.ts";
import type { AskedSessions, LivingSession } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import { type Clock, type Stopwatch, systemStopwatch } from "../../ports/clock.ts";
import { withDeadline } from "../../ports/deadline.ts";
import { createLooks } from "./looks.ts";

/** One session that is watched. */
export interface WatchedSession {
  /**
   * Resolves when it is known whether the session still exists and proves enough: immediately, unless it has not been
   * looked at since it is watched, or not for a second, something has just ended sessions, it has expired, or it must be
   * judged again. What cannot be found out for half a minute ends it: `onEnd` is called first.
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
   * both is likely, or something has waited for it too long.
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
  /** The session was read before, and may have ended since: it is looked at immediately. */
  watch(session: Pick<SessionRow, "id" | "userId" | "expiresAt">, watcher: Watcher): WatchedSession;
  /**
   * Checks immediately whether anything is open for these users: they have changed, and sessions of theirs may have
   * ended. Everybody: it is not known who has.
   */
  changed(users: "everybody" | readonly string[]): void;
  /** Stops checking by itself: what is open is looked at only where something is to be sent. */
  stop(): void;
}

/** Why something that is open may no longer be so, until a look has shown that it may. */
interface Doubt {
  /** The number of the first look that begins after the reason for it. */
  readonly look: number;
  /**
   * Whether a look that fails ends it. Otherwise it waits for one that succeeds: nothing is known of this session, and
   * ending everybody's would bring them all back at once.
   */
  readonly isUrgent: boolean;
}

/** One thing that is open for a session. */
interface Open {
  readonly session: Pick<SessionRow, "id" | "userId" | "expiresAt">;
  readonly watcher: Watcher;
  /** When it must be judged again; null: never. */
  due: Date | null;
  doubt: Doubt | null;
  /** The last look that has begun at it. */
  asked: Begun;
  /** When the last look that found it began. */
  seenAt: number;
}

/** A look by its number, and when it began, by the stopwatch. */
interface Begun {
  readonly look: number;
  readonly at: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Milliseconds: a session that another process ended is noticed within this time, and nothing passes on the strength of
 * a look that is older: the process may have stood still, or the database be out of reach.
 */
const EVERY = 1_000;
/** Milliseconds that something may wait for a look that succeeds; it takes memory meanwhile. */
const PATIENCE = 30_000;
const DEADLINE = { who: "subscriptions: the database", milliseconds: 5_000 };

export interface SessionWatchOptions {
  /** Those of these sessions that still exist. */
  find(asked: AskedSessions): Promise<LivingSession[]>;
  clock: Clock;
  stopwatch?: Stopwatch;
  /** Seconds; null: sessions may be idle. */
  idleTimeout: number | null;
  onError(error: unknown): void;
}

/**
 * Queries the database once a second while anything is open, in one statement for all sessions; and at once, in one
 * statement, for all those that are in doubt.
 */
export function createSessionWatch(options: SessionWatchOptions): SessionWatch {
  const { find, clock, stopwatch = systemStopwatch, idleTimeout, onError } = options;
  const open = new Set<Open>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const isDue = ({ session, due }: Open, now: Date) => now >= session.expiresAt || (due !== null && now >= due);
  const close = (one: Open) => {
    one.doubt = null;
    if (!open.delete(one) || open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const end = (one: Open, ending: Ending) => {
    close(one);
    one.watcher.onEnd(ending);
  };
  const judge = (one: Open, session: LivingSession, now: Date) => {
    if (one.due === null || one.due > now) return;
    const next = one.watcher.judged?.judge(session) ?? null;
    if (next === false) end(one, "proof");
    else one.due = next;
  };
  const lookAt = async (asked: readonly Open[], now: Date, begun: Begun) => {
    for (const one of asked) one.asked = begun;
    const ids = [...new Set(asked.map(({ session }) => session.id))];
    const seenAfter = idleTimeout === null ? null : later(now, -idleTimeout);
    const living = await withDeadline(DEADLINE, () => find({ ids, now, seenAfter }));
    const byId = new Map(living.map((session) => [session.id, session]));
    for (const one of asked) {
      if (!open.has(one)) continue;
      const session = byId.get(one.session.id);
      if (session === undefined) end(one, "session");
      else judge(one, session, now);
      one.seenAt = begun.at;
      if (one.doubt !== null && one.doubt.look <= begun.look) one.doubt = null;
    }
  };
  /** Nothing was found out: what may have ended by now must not go on. */
  const fail = (look: number) => {
    const now = clock();
    for (const one of [...open]) {
      const isDoubted = one.doubt !== null && one.doubt.look <= look && (one.doubt.isUrgent || isStopped);
      if (isDoubted || isDue(one, now)) end(one, "unknown");
    }
  };
  const looks = createLooks(async ({ look, isOfAll }) => {
    const now = clock();
    const asked = [...open].filter((one) => isOfAll || one.doubt !== null || isDue(one, now));
    if (asked.length === 0) return;
    await lookAt(asked, now, { look, at: stopwatch() }).catch((error: unknown) => {
      onError(error);
      fail(look);
    });
  });
  /** @param look what an earlier one finds, which may still be running, is older than the reason */
  const doubt = (one: Open, isUrgent: boolean, look = looks.next()) => {
    const { doubt: former } = one;
    one.doubt = { look: Math.max(look, former?.look ?? 0), isUrgent: isUrgent || former?.isUrgent === true };
  };
  const beginTurns = () => {
    clearInterval(timer);
    timer = isStopped ? undefined : setInterval(looks.askOfAll, EVERY).unref();
  };
  /** What arrived then must not pass on the strength of a look that was too old by then. */
  const doubtIfStale = (one: Open, arrivedAt: number) => {
    const since = arrivedAt - EVERY;
    // What waits for a look that has not begun has asked for it.
    if (one.seenAt >= since || one.doubt?.look === looks.next()) return;
    // One that is running suffices, and after one that failed, the next is due within a second.
    const isAsked = one.asked.at >= since;
    doubt(one, false, isAsked ? one.asked.look : looks.next());
    if (isAsked) return;
    looks.askOfAll();
    // It replaces the one that is due just now.
    beginTurns();
  };

  return {
    changed(users) {
      const isEverybody = users === "everybody";
      const changed = [...open].filter(({ session }) => isEverybody || users.includes(session.userId));
      for (const one of changed) doubt(one, !isEverybody);
      if (changed.length > 0) looks.ask();
    },
    watch(session, watcher) {
      const due = watcher.judged?.due ?? null;
      const one: Open = { session, watcher, due, doubt: null, asked: { look: 0, at: NEVER }, seenAt: NEVER };
      open.add(one);
      doubt(one, true);
      looks.ask();
      if (timer === undefined) beginTurns();
      return {
        async settled() {
          const arrivedAt = stopwatch();
          const isUnwatched = isStopped && one.doubt === null;
          if (open.has(one) && (isUnwatched || isDue(one, clock()))) {
            doubt(one, true);
            looks.ask();
          }
          if (open.has(one)) doubtIfStale(one, arrivedAt);
          while (one.doubt !== null) {
            await looks.ended();
            // Looks that find it may be too old each time, where its user is changed again and again.
            const since = Math.max(arrivedAt, one.seenAt);
            if (one.doubt !== null && stopwatch() - since >= PATIENCE) end(one, "unknown");
          }
        },
        stop() {
          close(one);
          looks.wake();
        },
      };
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
      timer = undefined;
      // No turn will look again at what waits for a look that succeeds.
      if ([...open].some((one) => one.doubt !== null)) looks.ask();
    },
  };
}
