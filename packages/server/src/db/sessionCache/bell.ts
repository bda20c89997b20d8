import { sql } from "drizzle-orm";
import { ANSWER_TIMEOUT, withDeadline } from "../../ports/deadline.ts";
import type { Database } from "../database.ts";

/**
 * Wakes the processes that read changes, so that they look immediately. A lost ring delays them by a quarter of a
 * second.
 */
export interface Bell {
  /** Starts listening, once. */
  listen(): void;
  /** Rings for every process, after the commit. */
  ring(): void;
  stop(): Promise<void>;
}

export interface BellOptions {
  database: Database;
  onRing(): void;
  onError(error: unknown): void;
}

const CHANNEL = "latchkey_changes";
const RETRY_AFTER = 1_000;
/** Rings wait for the one before, which a connection that has died silently would keep from ending. */
const RINGING = { who: "session.cache.listen: the database, which is to notify,", milliseconds: ANSWER_TIMEOUT };
/** Short, since nothing depends on it: the database forgets who listens when the connection ends. */
const STOPPING = { who: "session.cache.listen: the database, which is to notify no more,", milliseconds: 1_000 };

/**
 * The part of the drivers' own clients that is used: PGlite and postgres.js have `listen`, node-postgres lends a
 * connection.
 */
interface PgliteClient {
  listen(channel: string, onNotify: () => void): Promise<Unlisten>;
}
/** A function that is called with templates. It reconnects by itself. */
interface PostgresJsClient {
  listen(channel: string, onNotify: () => void): Promise<{ unlisten: Unlisten }>;
}
type Unlisten = () => Promise<void>;
interface Pool {
  connect(): Promise<PooledClient>;
}
interface PooledClient {
  query(text: string): Promise<unknown>;
  on(event: "notification" | "error" | "end", listener: () => void): unknown;
  release(destroy?: boolean): void;
}

/**
 * Rings by NOTIFY, in a statement of its own: in the transaction that makes a change, NOTIFY would make all commits of
 * the server wait for one another.
 */
export function createBell({ database, onRing, onError }: BellOptions): Bell {
  let unlisten: Unlisten | null = null;
  let isStarted = false;
  let isStopped = false;
  let isRinging = false;
  let isAsked = false;

  const start = async () => {
    if (isStopped) return;
    try {
      const stop = await hear(database, { onRing, onLost: retry });
      if (isStopped) await stop?.();
      else unlisten = stop;
    } catch (error) {
      onError(error);
      retry();
    }
  };
  const retry = () => {
    unlisten = null;
    setTimeout(start, RETRY_AFTER).unref();
  };
  const ringWhileAsked = async () => {
    isRinging = true;
    while (isAsked) {
      isAsked = false;
      await withDeadline(RINGING, () => database.execute(sql`select pg_notify(${CHANNEL}, '')`)).catch(onError);
    }
    isRinging = false;
  };
  return {
    listen() {
      if (isStarted) return;
      isStarted = true;
      void start();
    },
    ring() {
      isAsked = true;
      if (!isRinging) void ringWhileAsked();
    },
    async stop() {
      isStopped = true;
      const stop = unlisten;
      unlisten = null;
      if (stop !== null) await withDeadline(STOPPING, stop).catch(onError);
    },
  };
}

/** Whether the driver of a database can listen; node-postgres needs a second connection for it. */
export function canListen(database: Database): boolean {
  const client = clientOf(database);
  if (typeof client === "function") return has(client, "listen");
  return has(client, "listen") || isPool(client);
}

/** @returns a function that stops it; null where {@link canListen the driver cannot listen} */
async function hear(
  database: Database,
  { onRing, onLost }: { onRing(): void; onLost(): void },
): Promise<Unlisten | null> {
  const client = clientOf(database);
  if (typeof client === "function" && has<PostgresJsClient>(client, "listen"))
    return (await client.listen(CHANNEL, onRing)).unlisten;
  if (has<PgliteClient>(client, "listen")) return client.listen(CHANNEL, onRing);
  if (!isPool(client)) return null;
  const connection = await client.connect();
  let isOver = false;
  const end = () => {
    if (isOver) return false;
    isOver = true;
    connection.release(true);
    return true;
  };
  const lose = () => {
    if (end()) onLost();
  };
  connection.on("notification", onRing);
  connection.on("error", lose);
  connection.on("end", lose);
  try {
    await connection.query(`listen ${CHANNEL}`);
  } catch (error) {
    end();
    throw error;
  }
  return async () => void end();
}

function clientOf(database: Database): unknown {
  return "$client" in database ? database.$client : undefined;
}

function isPool(client: unknown): client is Pool {
  return has(client, "connect") && has(client, "totalCount");
}

function has<Shape>(client: unknown, name: string): client is Shape {
  const isObject = (typeof client === "object" && client !== null) || typeof client === "function";
  return isObject && name in client;
}
