import type { Database } from "./database.ts";
import { listenToSessions, notifySessions } from "./listen.ts";
import type { FoundSession, SessionReader } from "./sessions.ts";

export interface SessionCacheOptions {
  maxEntries: number;
  /** Seconds. */
  maxAge: number;
  /** Seconds after its last use for which a session lasts; null: as long as it lasts. */
  idleTimeout: number | null;
}

/** A reader that remembers, and how to make it forget. */
export interface SessionCache {
  read: SessionReader;
  invalidate(tokenHashes: readonly string[]): void;
  stop(): Promise<void>;
}

interface Entry {
  read: FoundSession;
  until: Date;
}

/** How often this process says something to itself, in milliseconds; not heard for three times that, nothing is remembered. */
const BEAT_EVERY = 300;
const MAX_MISSED = 3;

/**
 * Keeps sessions in this process, and forgets each as soon as any process, or a hand at the database, changes it or its user.
 *
 * A connection may die without a word, so the process keeps hearing itself over it. When it does not, or cannot listen
 * at all, every read goes to the database: a session that was revoked must not live on.
 */
export function createSessionCache({
  database,
  read,
  options: { maxEntries, maxAge, idleTimeout },
  id,
  onError,
}: {
  database: Database;
  read: SessionReader;
  options: SessionCacheOptions;
  /** Names this process among those that listen. */
  id: string;
  onError(error: unknown): void;
}): SessionCache {
  const entries = new Map<string, Entry>();
  let missed = MAX_MISSED;
  /** Grows with each change that is heard: what was read before it must not be remembered after it. */
  let heard = 0;
  let isStarted = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = async () => {};

  const forgetAll = () => {
    heard += 1;
    entries.clear();
  };
  /** Nothing is remembered until a beat that is sent from now on has been heard. */
  const distrust = () => {
    missed = MAX_MISSED;
    forgetAll();
  };
  const lose = () => {
    distrust();
    isStarted = false;
  };
  const onNotify = (payload: string) => {
    const [kind, changed] = payload.split(":", 2);
    if (kind === "beat") {
      // What changed while nothing was heard is not known.
      if (changed === id && missed >= MAX_MISSED) forgetAll();
      if (changed === id) missed = 0;
      return;
    }
    heard += 1;
    for (const [tokenHash, { read: kept }] of entries) {
      const about = kind === "session" ? kept.session.id : kept.user.id;
      if (about === changed) entries.delete(tokenHash);
    }
  };
  const beat = () => {
    missed += 1;
    if (missed === MAX_MISSED) forgetAll();
    notifySessions(database, `beat:${id}`).catch(onError);
  };
  const start = () => {
    if (isStarted) return;
    isStarted = true;
    listenToSessions(database, { onNotify, onListening: distrust, onLost: lose }).then((stop) => {
      if (stop === null) return;
      unlisten = stop;
      if (timer !== undefined) return;
      timer = setInterval(beat, BEAT_EVERY);
      timer.unref();
      beat();
    }, onError);
  };
  return {
    async read(tokenHash, now) {
      start();
      const entry = entries.get(tokenHash);
      if (missed < MAX_MISSED && entry !== undefined && isFresh(entry, { now, idleTimeout })) return entry.read;
      const before = heard;
      const found = await read(tokenHash, now);
      entries.delete(tokenHash);
      if (found === null || missed >= MAX_MISSED || before !== heard) return found;
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(tokenHash, { read: found, until: new Date(now.getTime() + maxAge * 1000) });
      return found;
    },
    invalidate(tokenHashes) {
      heard += 1;
      for (const tokenHash of tokenHashes) entries.delete(tokenHash);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      lose();
      isStarted = true;
      await unlisten();
    },
  };
}

/** What looks idle from here may have been used elsewhere: nobody is told of uses. */
function isFresh(
  { read: current, until }: Entry,
  { now, idleTimeout }: { now: Date; idleTimeout: number | null },
): boolean {
  const { session, flows } = current;
  const seemsIdle = idleTimeout !== null && now.getTime() - session.lastSeenAt.getTime() >= idleTimeout * 1000;
  return now < until && !seemsIdle && session.expiresAt > now && flows.every((flow) => flow.expiresAt > now);
}
