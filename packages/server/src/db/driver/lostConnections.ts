import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import { driverOf } from "./driver.ts";
import { type OpenTransaction, opening } from "./opening.ts";

/** A database of Drizzle's, with any driver. */
interface Transactional<Tx extends OpenTransaction> {
  transaction<Result>(work: (tx: Tx) => Promise<Result>, config?: PgTransactionConfig): Promise<Result>;
}

/** The part that is used of a node-postgres client or pool; Neon's have the same shape. */
interface Client {
  on(event: "error" | "end", listener: (error: unknown) => void): unknown;
}
interface Pool {
  on(event: "acquire", listener: (connection: unknown) => void): unknown;
  on(event: "release", listener: (error: unknown, connection: unknown) => void): unknown;
  readonly totalCount: number;
}
interface PooledConnection extends Client {
  release(destroy: boolean): void;
}

/** Pools and connections that already have a listener: several auths may share a pool. */
const listened = new WeakSet<object>();

/**
 * Listens for lost connections, since nothing else may: node-postgres ends the process when it loses a connection that
 * is idle in a pool without a listener, or that a transaction holds, whatever listens to the pool.
 *
 * @param report gets the errors that no call gets
 */
export function listenForLostConnections(database: object, report: (error: unknown) => void): void {
  const client = clientOf(database);
  if (!isClient(client) || listened.has(client)) return;
  listened.add(client);
  client.on("error", report);
  if (!isPool(client)) return;
  const held = new WeakSet<object>();
  client.on("acquire", (connection) => {
    if (!isClient(connection)) return;
    held.add(connection);
    if (listened.has(connection)) return;
    listened.add(connection);
    // The call that waits for its statement gets the error.
    connection.on("error", () => {});
    connection.on("end", () => giveBackLost(connection, held));
  });
  client.on("release", (_error, connection) => {
    if (isClient(connection)) held.delete(connection);
  });
}

/**
 * Returns a lost connection to its pool if its holder does not. Drizzle (0.45) forgets to when the transaction could
 * not even begin, and in the end the pool would be empty.
 */
function giveBackLost(connection: Client, held: WeakSet<object>): void {
  // Not before the callers that wait for its statements have got their errors.
  setImmediate(() => {
    if (!held.has(connection) || !isPooled(connection)) return;
    try {
      connection.release(true);
    } catch {
      // A pool that does not report returned connections (pg-pool before 3.6) has it already.
    }
    // It is no longer in a pool, so returning it again must do nothing.
    connection.release = () => {};
  });
}

/** How long a transaction whose connection seems to be lost waits for confirmation, in milliseconds. */
const LOSS_IS_HEARD_WITHIN = 1_000;

/**
 * A transaction that is {@link opening opened} like ours, that sends nothing more once its connection is lost, and that
 * fails with the error of its work, not with that of the rollback.
 *
 * When a statement fails, postgres.js (3.4) sends a rollback, even over a lost connection: the resulting exception ends
 * the process, since nobody can catch it. The driver has already failed the transaction by itself, so the work may
 * remain unfinished.
 *
 * @param work gets as well whether the transaction has ended without it
 * @param lockTimeout milliseconds for which it waits for each lock
 */
export async function transactionOf<Tx extends OpenTransaction, Result>(
  database: Transactional<Tx>,
  work: (tx: Tx, isLost: () => boolean) => Promise<Result>,
  lockTimeout: number,
): Promise<Result> {
  const { config, first } = opening(database, lockTimeout);
  let hasEnded = false;
  let end = () => {};
  const ended = new Promise<"ended">((resolve) => {
    end = () => {
      hasEnded = true;
      resolve("ended");
    };
  });
  const failures: unknown[] = [];
  const mayHang = driverOf(database) === "postgres.js";
  try {
    return await database.transaction(async (tx) => {
      try {
        await first?.(tx);
        const result = await work(tx, () => hasEnded);
        // The driver has failed the transaction: what it would commit now is somebody else's.
        return hasEnded ? never() : result;
      } catch (error) {
        failures.push(error);
        if (hasEnded) return never();
        if (mayHang && seemsLost(error) && (await within(LOSS_IS_HEARD_WITHIN, ended)) === "ended") return never();
        throw error;
      }
    }, config);
  } catch (error) {
    throw failures.at(-1) ?? error;
  } finally {
    end();
  }
}

/**
 * Whether an error of the driver or the network means that a connection is lost; it may be another connection, of a
 * hook.
 */
export function seemsLost(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ("severity" in cause) return false;
    if ("code" in cause && typeof cause.code === "string" && /^(CONNECTION_|CONNECT_|E[A-Z]{4,}$)/.test(cause.code))
      return true;
  }
  return false;
}

async function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function clientOf(database: object): unknown {
  return "$client" in database ? database.$client : undefined;
}

/** PGlite has neither. */
function isClient(value: unknown): value is Client {
  return typeof value === "object" && value !== null && "on" in value && typeof value.on === "function";
}

function isPool(value: unknown): value is Pool {
  return isClient(value) && "totalCount" in value;
}

/** Only a connection lent by a pool can be returned. */
function isPooled(connection: Client): connection is PooledConnection {
  return "release" in connection && typeof connection.release === "function";
}
