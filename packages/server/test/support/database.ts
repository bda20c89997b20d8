import { readFile } from "node:fs/promises";
import { getTableName, is, sql, Table } from "drizzle-orm";
import type { Logger } from "drizzle-orm/logger";
import { inject } from "vitest";
import type { Database } from "../../src/db/database.ts";
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
    /** A file with a PGlite that already contains the tables. */
    pgliteSnapshot: string;
  }
}

/** The database of one test file. */
export interface TestDatabase {
  database: Database;
  /** Its URL for other processes; null for PGlite, which runs in this one. */
  url: string | null;
  /** Every statement since the last call. */
  takeStatements(): string[];
  reset(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  database: Database;
  url?: string;
  close(): Promise<void>;
}

/** Opens a separate database for this test file, with the driver that the project tests. */
export async function openTestDatabase(): Promise<TestDatabase> {
  let statements: string[] = [];
  const logger: Logger = { logQuery: (query) => void statements.push(query) };
  const driver = inject("driver");
  const {
    database,
    url = null,
    close,
  } = driver === "pglite" ? await openPglite(logger) : await openPostgres(driver, logger);
  const names = Object.values(tables).flatMap((table) => (is(table, Table) ? [getTableName(table)] : []));
  return {
    database,
    url,
    close,
    takeStatements() {
      const taken = statements;
      statements = [];
      return taken;
    },
    async reset() {
      await database.execute(sql.raw(`truncate ${names.join(", ")} cascade`));
      statements = [];
    },
  };
}

async function openPglite(logger: Logger): Promise<Opened> {
  const [{ PGlite }, { drizzle }] = await Promise.all([import("@electric-sql/pglite"), import("drizzle-orm/pglite")]);
  const snapshot = new Blob([new Uint8Array(await readFile(inject("pgliteSnapshot")))]);
  const client = new PGlite({ loadDataDir: snapshot });
  return { database: drizzle(client, { logger }), close: () => client.close() };
}

async function openPostgres(driver: "postgres" | "node-postgres", logger: Logger): Promise<Opened> {
  const url = inject("postgresUrl");
  if (url === null) throw new Error("no PostgreSQL was found");
  const name = `latchkey_test_${process.pid}_${Math.trunc(performance.now() * 1000)}`;
  const { default: postgres } = await import("postgres");
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const { database, close } = await (driver === "postgres"
    ? connectPostgres(own.href, logger)
    : connectNodePostgres(own.href, logger));
  await migrate(database);
  return {
    database,
    url: own.href,
    async close() {
      await close();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

async function connectPostgres(url: string, logger: Logger): Promise<Opened> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  const client = postgres(url, { max: 20, onnotice: () => {} });
  // After a connection was killed it may wait forever.
  return { database: drizzle(client, { logger }), close: () => client.end({ timeout: 1 }) };
}

async function connectNodePostgres(url: string, logger: Logger): Promise<Opened> {
  const [{ default: pg }, { drizzle }] = await Promise.all([import("pg"), import("drizzle-orm/node-postgres")]);
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  // The database is dropped while its connections are still closing, and each reports it.
  pool.on("error", () => {});
  return { database: drizzle(pool, { logger }), close: () => pool.end() };
}
