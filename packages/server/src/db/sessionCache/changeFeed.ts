import type { Stopwatch } from "../../ports/clock.ts";
import { withDeadline } from "../../ports/deadline.ts";
import type { Database } from "../database.ts";
import { type ChangedUsers, follows, readChanges, recordChanges, type Seen } from "./changes.ts";

/** Reports the sessions that any process changes. */
export interface ChangeFeed {
  /** Whether everything that was committed until {@link MAX_STALENESS} ago is known: the cache may be used. */
  isCurrent(): boolean;
  /** Whether everything that is committed from now on will be seen: what is read from now on may be cached. */
  isListening(): boolean;
  /** To be called at each use. Starts looking again after a period without use. */
  use(): void;
  /** Looks now instead of waiting for the next turn. */
  look(): void;
  stop(): void;
}

export interface ChangeFeedOptions {
  database: Database;
  /** Must count the time for which the machine was asleep. */
  stopwatch: Stopwatch;
  /** A UUID that names this process among those that look. */
  id: string;
  onChange(changed: ChangedUsers): void;
  /** Changes are no longer seen; called once until they are again. */
  onDeaf(error: unknown): void;
}

/** Milliseconds from the beginning of one look to that of the next. */
const EVERY = 250;
/** Milliseconds for which the cache is used after the beginning of a look: no answer is older. */
const MAX_STALENESS = 300;
/** Milliseconds without a use after which the process stops looking: an idle process costs the database nothing. */
const REST_AFTER = 60_000;
const RETRY_AFTER = 1_000;
/** After which a look is abandoned. */
const DEADLINE = { who: "session.cache: the database", milliseconds: 5_000 };
/** Milliseconds within which the process must see its own row. */
const MAX_UNHEARD = 3_000;

/**
 * Looks four times a second, in one statement, at what has changed since the last look.
 *
 * After each start, and after anything that may have hidden a change (an error, another server, a long pause), the
 * whole cache is dropped, and nothing is cached until the process has seen a row that it has written since then, which
 * shows that it writes to and reads from one database. From then on, freshness depends only on time: `isCurrent` is
 * false as soon as the last look is too long ago, whether because of the process, the pool, the network or the
 * database.
 */
export function createChangeFeed({ database, stopwatch, id, onChange, onDeaf }: ChangeFeedOptions): ChangeFeed {
  let last: Seen | null = null;
  let isHeard = false;
  let begunAt = 0;
  let knownUntil = Number.NEGATIVE_INFINITY;
  let usedAt = Number.NEGATIVE_INFINITY;
  let isSaid = false;
  /** Identifies the running loop: a loop that finds another value ends. Null: none is running. */
  let loop: symbol | null = null;
  let endPause = () => {};

  const forget = () => {
    last = null;
    isHeard = false;
    onChange("everybody");
  };
  const fail = (error: unknown) => {
    forget();
    if (!isSaid) onDeaf(error);
    isSaid = true;
  };
  /** @returns whether to look again immediately */
  const lookOnce = async (began: number, own: symbol): Promise<boolean> => {
    const before = last;
    const { seen, changed, userIds } = await withDeadline(DEADLINE, () => readChanges(database, before));
    if (loop !== own) return false;
    if (seen.isReplica) throw new Error("session.cache: `database` reaches a replica, which may lag behind");
    if (before === null || !follows(before, seen)) {
      forget();
      await withDeadline(DEADLINE, () => recordChanges(database, [id]));
      last = seen;
      begunAt = began;
      return true;
    }
    last = seen;
    if (changed.length > 0) onChange(changed);
    isHeard ||= userIds.includes(id);
    if (isHeard) {
      knownUntil = began;
      isSaid = false;
    } else if (began - begunAt > MAX_UNHEARD)
      throw new Error("session.cache: what this process writes to `latchkey_changes` does not come back to it");
    return false;
  };
  const lookOn = async (own: symbol) => {
    while (loop === own) {
      const began = stopwatch();
      if (began - usedAt > REST_AFTER) {
        loop = null;
        forget();
        return;
      }
      let wait = EVERY;
      try {
        if (await lookOnce(began, own)) wait = 0;
      } catch (error) {
        if (loop === own) fail(error);
        wait = RETRY_AFTER;
      }
      await pause(Math.max(0, wait - (stopwatch() - began)));
    }
  };
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    isCurrent: () => isHeard && stopwatch() - knownUntil <= MAX_STALENESS,
    isListening: () => isHeard,
    use() {
      usedAt = stopwatch();
      if (loop !== null) return;
      loop = Symbol(id);
      void lookOn(loop);
    },
    look: () => endPause(),
    stop() {
      loop = null;
      endPause();
      forget();
    },
  };
}
