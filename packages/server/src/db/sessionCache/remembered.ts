import type { FoundSession } from "../sessions.ts";
import type { ChangedUsers } from "./changes.ts";

/** Sessions in memory, found by token and dropped by user. */
export interface Remembered {
  find(tokenHash: string, now: Date): FoundSession | null;
  forget(changed: ChangedUsers): void;
  /**
   * To be called before a session is read, so that a change during the read does not leave the previous state in the
   * cache.
   */
  beginReading(): Reading;
}

export interface Reading {
  remember(tokenHash: string, read: { found: FoundSession | null; now: Date }): void;
  end(): void;
}

export interface RememberedOptions {
  maxEntries: number;
  /** Seconds. */
  maxAge: number;
  /** Seconds; null: sessions are never idle. */
  idleTimeout: number | null;
}

interface Entry {
  readonly found: FoundSession;
  /** In milliseconds. */
  readonly until: number;
  /** The users whose changes affect it: the session's user, and those of its flows. */
  readonly userIds: ReadonlySet<string>;
}

/** During reads that overlap without a pause, this many changed users are kept; beyond that, all count as changed. */
const MAX_CHANGED = 10_000;

export function createRemembered({ maxEntries, maxAge, idleTimeout }: RememberedOptions): Remembered {
  const entries = new Map<string, Entry>();
  const tokensOf = new Map<string, Set<string>>();
  /** Counts the changes. The numbers of those seen during a read show what is too old to cache. */
  let changes = 0;
  let everybodyAt = 0;
  const changedAt = new Map<string, number>();
  let readings = 0;

  const drop = (tokenHash: string) => {
    const entry = entries.get(tokenHash);
    if (entry === undefined) return;
    entries.delete(tokenHash);
    for (const userId of entry.userIds) {
      const tokens = tokensOf.get(userId);
      tokens?.delete(tokenHash);
      if (tokens?.size === 0) tokensOf.delete(userId);
    }
  };
  const forgetEverybody = () => {
    everybodyAt = changes;
    entries.clear();
    tokensOf.clear();
    changedAt.clear();
  };
  const keep = (tokenHash: string, entry: Entry) => {
    const [oldest] = entries.keys();
    if (entries.size >= maxEntries && oldest !== undefined) drop(oldest);
    entries.set(tokenHash, entry);
    for (const userId of entry.userIds) {
      const tokens = tokensOf.get(userId) ?? new Set();
      tokensOf.set(userId, tokens.add(tokenHash));
    }
  };
  return {
    find(tokenHash, now) {
      const entry = entries.get(tokenHash);
      return entry !== undefined && isFresh(entry, { now, idleTimeout }) ? entry.found : null;
    },
    forget(changed) {
      changes += 1;
      if (changed === "everybody") return forgetEverybody();
      for (const userId of changed) {
        for (const tokenHash of [...(tokensOf.get(userId) ?? [])]) drop(tokenHash);
        if (readings > 0) changedAt.set(userId, changes);
      }
      // Cached entries stay valid; only what is being read is not cached.
      if (changedAt.size > MAX_CHANGED) {
        everybodyAt = changes;
        changedAt.clear();
      }
    },
    beginReading() {
      const began = changes;
      readings += 1;
      return {
        remember(tokenHash, { found, now }) {
          drop(tokenHash);
          if (found === null || everybodyAt > began) return;
          const userIds = new Set([found.user.id, ...found.flows.flatMap(({ userId }) => userId ?? [])]);
          for (const userId of userIds) if ((changedAt.get(userId) ?? 0) > began) return;
          keep(tokenHash, { found, userIds, until: now.getTime() + maxAge * 1000 });
        },
        end() {
          readings -= 1;
          if (readings === 0) changedAt.clear();
        },
      };
    },
  };
}

/** What looks idle from here may have been used elsewhere: uses are not reported. */
function isFresh({ found, until }: Entry, { now, idleTimeout }: { now: Date; idleTimeout: number | null }): boolean {
  const { session, flows } = found;
  // As numbers: JavaScript compares dates by converting them, which takes longer than the rest of the look-up.
  const at = now.getTime();
  const seemsIdle = idleTimeout !== null && at - session.lastSeenAt.getTime() >= idleTimeout * 1000;
  const hasEnded = session.expiresAt.getTime() <= at || flows.some((flow) => flow.expiresAt.getTime() <= at);
  return at < until && !seemsIdle && !hasEnded;
}
