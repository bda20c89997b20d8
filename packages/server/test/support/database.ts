import { readFile } from "node:fs/promises";
import { getTableName, is, sql, Table } from "drizzle-orm";
import type { Logger } from "drizzle-orm/logger";
import { inject } from "vitest";
import { type Database, databaseErrorOf } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import * as tables from "../../src/schema.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The driver that the project tests. */
    driver: "pglite" | "postgres" | "node-postgres";
    /** The URL of a PostgreSQL; null if there is only PGlite. */
    postgresUrl: string | null;
    /** The program's path; null if it is not installed. */
    pgbouncer: string | null;
    /** How the names of databases begin that are dropped at the end. */
    databasePrefix: string;
    /** A file with a PGlite that already contains the tables. */
    pgliteSnapshot: string;
  }
}

/** The database of one process. */
export interface TestDatabase {
  database: Database;
  /** Its URL for other processes; null for PGlite, which runs in this one. */
  url: string | null;
  /** Every statement since the last call. */
  takeStatements(): string[];
  reset(): Promise<void>;
  /** Drops the tables that tests have added. */
  dropOthers(): Promise<void>;
}

interface Opened {
  database: Database;
  url?: string;
}

/** Opens a separate database for this process, with the driver that the project tests. */
export async function openTestDatabase(): Promise<TestDatabase> {
  let statements: string[] = [];
  const logger: Logger = { logQuery: (query) => void statements.push(query) };
  const driver = inject("driver");
  const { database, url = null } = driver === "pglite" ? await openPglite(logger) : await openPostgres(driver, logger);
  const names = Object.values(tables).flatMap((table) => (is(table, Table) ? [getTableName(table)] : []));
  // PostgreSQL needs a hundred milliseconds to truncate them, and three to delete the few rows of a test.
  const deletions = names.map((name) => `delete from ${name};`).join(" ");
  return {
    database,
    url,
    takeStatements() {
      const taken = statements;
      statements = [];
      return taken;
    },
    async reset() {
      await untilNoDeadlock(() =>
        database.transaction(
          async (tx) => {
            // Waits for what an earlier test has left running.
            await tx.execute(sql.raw(`lock table ${names.join(", ")} in access exclusive mode`));
            await tx.execute(sql.raw(`do $$ begin ${deletions} end $$`));
          },
          { isolationLevel: "read committed" },
        ),
      );
      statements = [];
    },
    async dropOthers() {
      await database.execute(sql`do $$ declare other text; begin
        for other in select tablename from pg_tables where schemaname = 'public' and not starts_with(tablename, 'latchkey_')
        loop execute format('drop table %I cascade', other); end loop;
      end $$`);
    },
  };
}

/** What an earlier test has left running may hold one table, and wait for another. */
async function untilNoDeadlock(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (databaseErrorOf(error)?.code !== "40P01") throw error;
    return untilNoDeadlock(work);
  });
}

async function openPglite(logger: Logger): Promise<Opened> {
  const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
  const snapshot = new Blob([new Uint8Array(await readFile(inject("pgliteSnapshot")))]);
  const client = new PGlite({ loadDataDir: snapshot });
  return { database: drizzle(client, { logger }) };
}

async function openPostgres(driver: "postgres" | "node-postgres", logger: Logger): Promise<Opened> {
  const url = inject("postgresUrl");
  if (url === null) throw new Error("no PostgreSQL was found");
  const name = `${inject("databasePrefix")}${process.pid}_${Math.trunc(performance.now() * 1000)}`;
  const { default: postgres } = await import("postgres");
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  // No test stops the server of this database, so that none would miss what was not yet on the disk.
  await admin.unsafe(`alter database ${name} set synchronous_commit = off`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  await admin.end();
  const database = await (driver === "postgres"
    ? connectPostgres(own.href, logger)
    : connectNodePostgres(own.href, logger));
  await migrate(database);
  return { database, url: own.href };
}

async function connectPostgres(url: string, logger: Logger): Promise<Database> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  return drizzle(postgres(url, { max: 20, onnotice: () => {} }), { logger });
}

async function connectNodePostgres(url: string, logger: Logger): Promise<Database> {
  const [{ default: pg }, { drizzle }] = await Promise.all([import("pg"), import("drizzle-orm/node-postgres")]);
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  // The database is dropped while it still has connections, and each reports it.
  pool.on("error", () => {});
  return drizzle(pool, { logger });
}
