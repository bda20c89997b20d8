import type { Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";

/** The files of a database with tables and no rows, created by the first test of this process that needs one. */
let template: Promise<Blob | null> | undefined;

/** A PostgreSQL in this process's memory, with the tables in place. */
export async function memoryDatabase(): Promise<{ database: Database; close(): Promise<void> }> {
  const { PGlite, drizzle } = await load();
  template ??= makeTemplate().catch((error: unknown) => {
    template = undefined;
    throw error;
  });
  const files = await template;
  const client = files === null ? new PGlite() : new PGlite({ loadDataDir: files });
  const database = drizzle(client);
  if (files === null) await migrate(database);
  return { database, close: () => client.close() };
}

/** Creating a database and its tables takes seconds; loading the files of one takes a fraction of that. */
async function makeTemplate(): Promise<Blob | null> {
  const { PGlite, drizzle } = await load();
  const client = new PGlite();
  try {
    await migrate(drizzle(client));
    const files = await client.dumpDataDir("none");
    // jsdom replaces Blob with its own, which PGlite cannot read.
    return typeof files.arrayBuffer === "function" ? files : null;
  } finally {
    await client.close();
  }
}

async function load() {
  const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
  return { PGlite, drizzle };
}
