import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "@latchkey/server";
import type { Logger } from "drizzle-orm";
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

/** Opens PostgreSQL if `url` is given, else PGlite in the data folder. */
export function openDatabase({ url, folder, onQuery }: DatabasePlace): Promise<OpenDatabase> {
  const logger = { logQuery: onQuery };
  return url === undefined || url === "" ? openPGlite(folder, logger) : openPostgres(url, logger);
}

async function openPGlite(folder: string, logger: Logger): Promise<OpenDatabase> {
  const dataDir = join(folder, "pglite");
  const [{ PGlite }, { drizzle }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("drizzle-orm/pglite"),
    existsSync(dataDir) ? undefined : unpackEmptyDatabase(dataDir),
  ]);
  const client = await PGlite.create({ dataDir });
  return { database: drizzle({ client, logger }), name: "PGlite", close: () => client.close() };
}

/** Unpacking an empty database takes a fifth of the time that it takes to create one. */
async function unpackEmptyDatabase(dataDir: string): Promise<void> {
  const [{ dataDir: packed }, { x: unpack }] = await Promise.all([
    import("@electric-sql/pglite-prepopulatedfs"),
    import("tar"),
  ]);
  const unfinished = `${dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  // Synchronous, since nothing else can go on before, and it takes half the time.
  unpack({ cwd: unfinished, sync: true, noMtime: true }).end(Buffer.from(await (await packed()).arrayBuffer()));
  // A start that was ended too soon leaves nothing that looks like a database.
  await rename(unfinished, dataDir);
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
