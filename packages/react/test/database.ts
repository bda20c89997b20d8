import { PGlite } from "@electric-sql/pglite";
import { migrate } from "@latchkey/server/migrate";
import * as tables from "@latchkey/server/schema";
import { getTableName, is, sql, Table } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";

let opening: ReturnType<typeof open> | undefined;

/** The database of this process, without rows: one of its own would take each test half a second. */
export async function emptyDatabase() {
  opening ??= open();
  const database = await opening;
  const names = Object.values(tables).flatMap((table) => (is(table, Table) ? [getTableName(table)] : []));
  await database.execute(sql.raw(`do $$ begin ${names.map((name) => `delete from ${name};`).join(" ")} end $$`));
  return database;
}

async function open() {
  const database = drizzle(new PGlite());
  await migrate(database);
  return database;
}
