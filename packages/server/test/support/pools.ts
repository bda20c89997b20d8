import { inject } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { testDatabase } from "./kit.ts";

/**
 * A pool of so many connections to the database of this test file; PGlite has one, whatever is asked for.
 *
 * @param name by which `pg_stat_activity` knows its connections
 */
export async function openPool(max: number, name = "pool"): Promise<{ database: Database; close(): Promise<unknown> }> {
  const { database, url: shared } = await testDatabase();
  if (shared === null) return { database, close: async () => {} };
  const named = new URL(shared);
  named.searchParams.set("application_name", name);
  const url = named.href;
  if (inject("driver") === "node-postgres") {
    const [{ default: pg }, { drizzle }] = await Promise.all([import("pg"), import("drizzle-orm/node-postgres")]);
    const pool = new pg.Pool({ connectionString: url, max });
    pool.on("error", () => {});
    return { database: drizzle(pool), close: () => pool.end() };
  }
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  const client = postgres(url, { max, onnotice: () => {} });
  // A call that waits for a connection for ever must not keep the test from ending.
  return { database: drizzle(client), close: () => client.end({ timeout: 1 }) };
}
