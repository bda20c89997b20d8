import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Where PostgreSQL tells of sessions and users that changed: triggers of the migrations do, whoever changed them. */
const CHANNEL = "latchkey_sessions";

export interface Listener {
  /** `session:<id>`, `user:<id>`, or what {@link notify} was given. */
  onNotify(payload: string): void;
  /** The connection hears from now on: for the first time, or once more after it was lost. What was said between is not known. */
  onListening(): void;
  /** The connection that hears is lost. */
  onLost(): void;
}

/** What of the drivers' own clients is used: PGlite and postgres.js have `listen`, node-postgres lends a connection. */
interface PgliteClient {
  listen(channel: string, onNotify: (payload: string) => void): Promise<Unlisten>;
}
/** A function that is called with templates. It makes a lost connection anew by itself. */
interface PostgresJsClient {
  listen(
    channel: string,
    onNotify: (payload: string) => void,
    onListening: () => void,
  ): Promise<{ unlisten: Unlisten }>;
}
type Unlisten = () => Promise<void>;
interface Pool {
  connect(): Promise<PooledClient>;
}
interface PooledClient {
  query(text: string): Promise<unknown>;
  on(event: "notification", listener: (message: { payload?: string | undefined }) => void): unknown;
  on(event: "error" | "end", listener: () => void): unknown;
  release(destroy?: boolean): void;
}

/**
 * Hears of changes over the database's own driver.
 *
 * @returns how to stop; null when the driver cannot listen
 */
export async function listenToSessions(
  database: Database,
  { onNotify, onListening, onLost }: Listener,
): Promise<Unlisten | null> {
  const client: unknown = "$client" in database ? database.$client : undefined;
  if (typeof client === "function" && has<PostgresJsClient>(client, "listen"))
    return (await client.listen(CHANNEL, onNotify, onListening)).unlisten;
  if (has<PgliteClient>(client, "listen")) {
    const stop = await client.listen(CHANNEL, onNotify);
    onListening();
    return stop;
  }
  if (!has<Pool>(client, "connect") || !has(client, "totalCount")) return null;
  const connection = await client.connect();
  let isLost = false;
  const lose = () => {
    if (isLost) return;
    isLost = true;
    connection.release(true);
    onLost();
  };
  connection.on("notification", ({ payload = "" }) => onNotify(payload));
  connection.on("error", lose);
  connection.on("end", lose);
  await connection.query(`listen ${CHANNEL}`);
  onListening();
  return async () => {
    if (!isLost) connection.release(true);
    isLost = true;
  };
}

/** Says something that every listener hears, this process included. */
export async function notifySessions(database: Database, payload: string): Promise<void> {
  await database.execute(sql`select pg_notify(${CHANNEL}, ${payload})`);
}

function has<Shape>(client: unknown, name: string): client is Shape {
  const isObject = (typeof client === "object" && client !== null) || typeof client === "function";
  return isObject && name in client;
}
