import { inject } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { testDatabase } from "./kit.ts";

/**
 * A pool with this many connections to the database of this test file; PGlite always has one.
 *
 * @param name of its connections in `pg_stat_activity`
 */
export async function openPool(max: number, name = "pool"): Promise<OpenPool> {
  const { database, url } = await testDatabase();
  if (url === null) return { database, close: async () => {} };
  const named = new URL(url);
  named.searchParams.set("application_name", name);
  return openPoolAt(named.href, max);
}

export interface OpenPool {
  database: Database;
  close(): Promise<unknown>;
}

/** A pool of the driver that the project tests, created like in an app: without listeners for its errors. */
export async function openPoolAt(url: string, max: number): Promise<OpenPool> {
  if (inject("driver") === "node-postgres") {
    const [{ default: pg }, { drizzle }] = await Promise.all([import("pg"), import("drizzle-orm/node-postgres")]);
    const pool = new pg.Pool({ connectionString: url, max });
    return { database: drizzle(pool), close: () => pool.end() };
  }
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  // See the README: a connection that is lost while it fetches types causes a rejection that nobody can catch, and the
  // default wait before the next attempt to connect is up to 20 seconds.
  const client = postgres(url, { max, onnotice: () => {}, fetch_types: false, backoff: () => 0.1 });
  // A call that waits forever for a connection must not keep the test from ending.
  return { database: drizzle(client), close: () => client.end({ timeout: 1 }) };
}
