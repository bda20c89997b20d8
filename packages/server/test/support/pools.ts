import { inject } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { testDatabase } from "./kit.ts";

/**
 * A pool of so many connections to the database of this test file; PGlite has one, whatever is asked for.
 *
 * @param name by which `pg_stat_activity` knows its connections
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

/** A pool made by the driver that the project tests, as an app makes it: nothing listens for what becomes of it. */
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
  // As the README says: a rejection that nobody can catch comes of a connection that is lost while it fetches types, and it
  // would wait up to 20 seconds before it tries again to connect.
  const client = postgres(url, { max, onnotice: () => {}, fetch_types: false, backoff: () => 0.1 });
  // A call that waits for a connection for ever must not keep the test from ending.
  return { database: drizzle(client), close: () => client.end({ timeout: 1 }) };
}
