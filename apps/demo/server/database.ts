import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "@latchkey/server";
import { migrate } from "@latchkey/server/migrate";
import { type Logger, sql } from "drizzle-orm";
import { createAcceptances } from "./acceptTerms.ts";
import { lockDataFolder } from "./dataFolderLock.ts";
import { StartProblem } from "./startProblem.ts";

/** An open database, and how to close it. */
export interface OpenDatabase {
  database: Database;
  /** Its description, for the line that is printed at the start. */
  name: string;
  close(): Promise<void>;
}

export interface DatabasePlace {
  /** Of PostgreSQL; without it PGlite is used. */
  url: string | undefined;
  /** Where PGlite's files are kept. */
  folder: string;
  /** Called with each statement. */
  onQuery(statement: string): void;
}

/** Opens PostgreSQL if `url` is given, else PGlite in the data folder, and brings the tables up to date. */
export async function openDatabase({ url, folder, onQuery }: DatabasePlace): Promise<OpenDatabase> {
  const logger = { logQuery: onQuery };
  const open = url === undefined || url === "" ? await openPGlite(folder, logger) : await openPostgres(url, logger);
  try {
    await migrate(open.database);
    // The demo's own table, in addition to Latchkey's: its rows are deleted with their user.
    await open.database.execute(sql`create table if not exists demo_notes (
      id uuid primary key,
      user_id uuid not null references latchkey_users (id) on delete cascade,
      text text not null,
      created_at timestamptz not null
    )`);
    await createAcceptances(open.database);
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function openPGlite(folder: string, logger: Logger): Promise<OpenDatabase> {
  const unlock = await lockDataFolder(folder);
  try {
    const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
    const dataDir = join(folder, "pglite");
    const client = await PGlite.create(
      // Written among the last: without it, an earlier start was ended too soon.
      existsSync(join(dataDir, "PG_VERSION")) ? { dataDir } : { dataDir, loadDataDir: await emptyDatabase() },
    );
    const close = async () => {
      await client.close();
      await unlock();
    };
    return { database: drizzle({ client, logger }), name: "PGlite", close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Its files: unpacking them takes half as long as creating a database. */
async function emptyDatabase(): Promise<Blob> {
  const { dataDir } = await import("@electric-sql/pglite-prepopulatedfs");
  return dataDir();
}

async function openPostgres(url: string, logger: Logger): Promise<OpenDatabase> {
  const { default: postgres } = await import("postgres");
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const client = postgres(url, { onnotice: () => {} });
  await client`select 1`.catch((error: unknown) => {
    // The URL contains a password: only its host is shown.
    const place = URL.canParse(url) ? new URL(url).host : "DATABASE_URL";
    const reason = error instanceof Error ? error.message : "no reason given";
    throw new StartProblem(`PostgreSQL at ${place} cannot be used: ${reason}. Unset DATABASE_URL to run without it.`);
  });
  return { database: drizzle({ client, logger }), name: "PostgreSQL", close: () => client.end({ timeout: 5 }) };
}
