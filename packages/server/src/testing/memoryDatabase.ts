import type { Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";

/** A PostgreSQL in this process's memory, with the tables in place. */
export async function memoryDatabase(): Promise<{ database: Database; close(): Promise<void> }> {
  const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
  const client = new PGlite();
  const database = drizzle(client);
  await migrate(database);
  return { database, close: () => client.close() };
}
