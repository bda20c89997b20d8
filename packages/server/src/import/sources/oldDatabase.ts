import { SetupError } from "../../lib/setupError.ts";

/** A row of the old database, by the names of its columns. */
export type OldRow = Record<string, unknown>;

/** postgres.js */
interface PostgresJs {
  unsafe(sql: string, params?: never[]): PromiseLike<Iterable<unknown>>;
}
/** node-postgres, PGlite, Neon */
interface NodePostgres {
  query(sql: string, params?: never[]): PromiseLike<{ rows: Iterable<unknown> }>;
}
/** node:sqlite, better-sqlite3 */
interface NodeSqlite {
  prepare(sql: string): { all(...params: never[]): Iterable<unknown> };
}
/** node-sqlite3-wasm, or an object of your own; its placeholders are question marks. */
interface AnySqlite {
  all(sql: string, params: never[]): Iterable<unknown> | PromiseLike<Iterable<unknown>>;
}

/**
 * A client of the old database: postgres.js, node-postgres or PGlite for PostgreSQL; `node:sqlite`, better-sqlite3 or
 * node-sqlite3-wasm for an SQLite file. It is only read, and stays open.
 */
export type OldDatabase = PostgresJs | NodePostgres | NodeSqlite | AnySqlite;

/** The old database, whatever its client. Placeholders are question marks. */
export interface Reader {
  isSqlite: boolean;
  all(sql: string, params?: readonly unknown[]): Promise<OldRow[]>;
}

/** @throws SetupError for anything that is no client of a database */
export function readerOf(source: OldDatabase): Reader {
  // The clients differ in the types that they accept as parameters; here these are values that they returned before.
  const given = (params: readonly unknown[]) => [...params] as never[];
  if ("unsafe" in source)
    return {
      isSqlite: false,
      all: async (sql, params = []) => rows(await source.unsafe(numbered(sql), given(params))),
    };
  // node-sqlite3-wasm has both; its statements would have to be closed.
  if ("all" in source)
    return { isSqlite: true, all: async (sql, params = []) => rows(await source.all(sql, given(params))) };
  if ("prepare" in source)
    return { isSqlite: true, all: async (sql, params = []) => rows(source.prepare(sql).all(...given(params))) };
  if ("query" in source)
    return {
      isSqlite: false,
      all: async (sql, params = []) => rows((await source.query(numbered(sql), given(params))).rows),
    };
  throw new SetupError(
    "import: expected `source`, a client of the old database: postgres.js, node-postgres, PGlite, node:sqlite, better-sqlite3 or node-sqlite3-wasm",
  );
}

/** Every client returns rows as objects. */
function rows(found: Iterable<unknown>): OldRow[] {
  return [...found].filter((row): row is OldRow => typeof row === "object" && row !== null);
}

/** PostgreSQL's placeholders. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll("?", () => {
    count += 1;
    return `$${count}`;
  });
}
