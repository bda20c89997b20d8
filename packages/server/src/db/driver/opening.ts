import { sql } from "drizzle-orm";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import { type Driver, driverOf, has } from "./driver.ts";

/** The part of Drizzle's transactions that is used. */
export interface OpenTransaction {
  execute(query: ReturnType<typeof sql.raw>): PromiseLike<unknown>;
}

/** How a transaction is begun, and what is set first. */
export interface Opening {
  config?: PgTransactionConfig;
  first?(tx: OpenTransaction): Promise<void>;
}

const ISOLATION = "read committed";

/**
 * Makes each statement of our transactions see what was committed before, and limits how long it waits for each lock,
 * whatever the database's defaults are. (When another transaction has just changed a row, our conditions are evaluated
 * again on the new version; stricter levels refuse that.) With the drivers that we test, this needs no round trip of
 * its own.
 *
 * @param lockTimeout milliseconds
 */
export function opening(database: object, lockTimeout: number): Opening {
  const timeout = `set local lock_timeout = ${Math.trunc(lockTimeout)}`;
  return OPENINGS[driverOf(database)](timeout);
}

const OPENINGS: Record<Driver, (timeout: string) => Opening> = {
  // It has a single connection, so there is nothing to wait for.
  PGlite: () => ({}),
  // Drizzle inserts the level into `begin` unchanged, and PostgreSQL accepts several statements in one query where none
  // has parameters. The type allows only levels; what is sent is a level and one more statement.
  "node-postgres": (timeout) => ({ config: { isolationLevel: `${ISOLATION}; ${timeout}` as typeof ISOLATION } }),
  // Its `begin` takes no level from Drizzle. It sends subsequent statements without waiting for the response, and in
  // order.
  "postgres.js": (timeout) => ({
    async first(tx) {
      const answered = sendUnlogged(tx, `set transaction isolation level ${ISOLATION}; ${timeout}`);
      // Starts sending it. If it fails, so does the transaction, with the next statement.
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

/** Sends statements that belong to `begin` and are not the app's: they are kept out of Drizzle's logger. */
function sendUnlogged(tx: OpenTransaction, statements: string): PromiseLike<unknown> {
  const session = has(tx, "_") && has(tx._, "session") ? tx._.session : null;
  const client = has(session, "client") && has(session.client, "unsafe") ? session.client : null;
  return typeof client?.unsafe === "function" ? client.unsafe(statements) : tx.execute(sql.raw(statements));
}
