import type { Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";

/** The files of a database with tables and no rows, created by the first test of this process that needs one. */
let template: Promise<Blob> | undefined;

/** A PostgreSQL in this process's memory, with the tables in place. */
export async function memoryDatabase(): Promise<{ database: Database; close(): Promise<void> }> {
  const { PGlite, drizzle } = await load();
  template ??= makeTemplate();
  const client = new PGlite({ loadDataDir: await template });
  return { database: drizzle(client), close: () => client.close() };
}

/** Creating a database and its tables takes seconds; loading the files of one takes a fraction of that. */
async function makeTemplate(): Promise<Blob> {
  const { PGlite, drizzle } = await load();
  const client = new PGlite();
  try {
    await migrate(drizzle(client));
    return await client.dumpDataDir("none");
  } finally {
    await client.close();
  }
}

async function load() {
  const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
  return { PGlite, drizzle };
}
