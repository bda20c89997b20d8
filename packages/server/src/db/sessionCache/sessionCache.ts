import { countingSleep, type Stopwatch } from "../../ports/clock.ts";
import type { Database } from "../database.ts";
import type { SessionReader } from "../sessions.ts";
import { createBell } from "./bell.ts";
import { createChangeFeed } from "./changeFeed.ts";
import type { ChangedUsers } from "./changes.ts";
import { createRemembered } from "./remembered.ts";

export interface SessionCacheOptions {
  maxEntries: number;
  /** Seconds. */
  maxAge: number;
  /** Whether processes also wake one another with LISTEN and NOTIFY. */
  listen: boolean;
  /** Seconds after its last use at which a session ends; null: no idle timeout. */
  idleTimeout: number | null;
}

/** A reader that caches, and how to invalidate it. */
export interface SessionCache {
  /** From the cache, where that is known to be current. */
  read: SessionReader;
  /** From the database, for what the cache does not show: another process may have just created it. */
  readAnew: SessionReader;
  /** This process has changed the sessions of these users, and the change is committed. */
  changed(userIds: readonly string[]): void;
  stop(): Promise<void>;
}

export interface SessionCacheParts {
  database: Database;
  read: SessionReader;
  options: SessionCacheOptions;
  stopwatch: Stopwatch;
  /** Milliseconds, for the time for which the machine was asleep [the system's clock]. */
  wallClock?: () => number;
  /** A UUID that names this process among those that cache. */
  id: string;
  /** Other processes have changed the sessions of these users. */
  onChange(changed: ChangedUsers): void;
  /** Changes cannot be seen, so that every read goes to the database; called once until they can be again. */
  onDeaf(error: unknown): void;
  onError(error: unknown): void;
}

/**
 * Keeps sessions in this process, and drops those of a user when any process changes them.
 *
 * A process that cannot see changes reads from the database: a revoked session must not live on.
 */
export function createSessionCache(parts: SessionCacheParts): SessionCache {
  const { database, read, options, id, onError, onDeaf } = parts;
  const remembered = createRemembered(options);
  const feed = createChangeFeed({
    database,
    stopwatch: countingSleep(parts.stopwatch, parts.wallClock),
    id,
    onDeaf,
    onChange(changed) {
      remembered.forget(changed);
      parts.onChange(changed);
    },
  });
  const bell = options.listen ? createBell({ database, onRing: feed.look, onError }) : null;
  const readAnew: SessionReader = async (tokenHash, now) => {
    const reading = remembered.beginReading();
    const isListening = feed.isListening();
    try {
      const found = await read(tokenHash, now);
      if (isListening) reading.remember(tokenHash, { found, now });
      return found;
    } finally {
      reading.end();
    }
  };
  return {
    readAnew,
    async read(tokenHash, now) {
      feed.use();
      bell?.listen();
      const found = feed.isCurrent() ? remembered.find(tokenHash, now) : null;
      return found ?? readAnew(tokenHash, now);
    },
    changed(userIds) {
      remembered.forget(userIds);
      bell?.ring();
    },
    async stop() {
      feed.stop();
      await bell?.stop();
    },
  };
}
