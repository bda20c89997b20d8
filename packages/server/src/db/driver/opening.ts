import { sql } from "drizzle-orm";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import { type Driver, driverOf, has } from "./driver.ts";

/** What of Drizzle's transactions is used. */
export interface OpenTransaction {
  execute(query: ReturnType<typeof sql.raw>): PromiseLike<unknown>;
}

/** How a transaction is begun, and what it is told first. */
export interface Opening {
  config?: PgTransactionConfig;
  first?(tx: OpenTransaction): Promise<void>;
}

const ISOLATION = "read committed";

/**
 * Says for a transaction of ours, whatever the database's defaults are, that each of its statements sees what was committed
 * before (our conditions are asked of a row once more when somebody has just changed it, which stricter levels refuse), and
 * for how long it waits for each lock. With the drivers that we test, without a round trip of its own.
 *
 * @param lockTimeout milliseconds
 */
export function opening(database: object, lockTimeout: number): Opening {
  const timeout = `set local lock_timeout = ${Math.trunc(lockTimeout)}`;
  return OPENINGS[driverOf(database)](timeout);
}

const OPENINGS: Record<Driver, (timeout: string) => Opening> = {
  // It has one connection: there is nobody to wait for.
  PGlite: () => ({}),
  // Drizzle puts the level into `begin` as it is, and PostgreSQL takes several statements at once where none has parameters.
  // The type knows levels alone: what is sent is one, and one more statement.
  "node-postgres": (timeout) => ({ config: { isolationLevel: `${ISOLATION}; ${timeout}` as typeof ISOLATION } }),
  // Its `begin` takes no level from Drizzle. It sends what follows without waiting for the answer, and in order.
  "postgres.js": (timeout) => ({
    async first(tx) {
      const answered = sendUnlogged(tx, `set transaction isolation level ${ISOLATION}; ${timeout}`);
      // Begins to send it. Where it fails, so does the transaction, by the next statement.
      answered.then(
        () => {},
        () => {},
      );
    },
  }),
  other: (timeout) => ({
    config: { isolationLevel: ISOLATION },
    async first(tx) {
      await tx.execute(sql.raw(timeout));
    },
  }),
};

/** Sends what belongs to `begin`, which is none of the app's statements either: Drizzle's logger is for those. */
function sendUnlogged(tx: OpenTransaction, statements: string): PromiseLike<unknown> {
  const session = has(tx, "_") && has(tx._, "session") ? tx._.session : null;
  const client = has(session, "client") && has(session.client, "unsafe") ? session.client : null;
  return typeof client?.unsafe === "function" ? client.unsafe(statements) : tx.execute(sql.raw(statements));
}
