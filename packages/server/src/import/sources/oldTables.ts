import { SetupError } from "../../lib/setupError.ts";
import type { OldRow, Reader } from "./oldDatabase.ts";

/** A table of the old database. Its columns are asked for by their usual names, however the old app spells them. */
export interface OldTable {
  /** Its name and its columns, quoted for a statement. */
  readonly sql: string;
  column(name: string): string | null;
  /** The declared type of a column, in lower case. */
  type(name: string): string;
  value(row: OldRow, name: string): unknown;
}

/** The tables of an old database. */
export interface OldTables {
  /** The first table that exists; null when there is none. */
  find(...names: readonly string[]): OldTable | null;
  /** @throws SetupError when none of them exists */
  require(...names: readonly string[]): OldTable;
}

/** `emailVerified`, `email_verified` and `emailverified` are the same column. */
const simple = (name: string) => name.replaceAll("_", "").toLowerCase();
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

interface Column {
  table: string;
  column: string;
  type: string;
}

const POSTGRES = `select table_name as "table", column_name as "column", data_type as "type"
  from information_schema.columns where table_schema = any (current_schemas(false))`;
const SQLITE = `select t.name as "table", c.name as "column", c.type as "type"
  from sqlite_master t join pragma_table_info(t.name) c where t.type in ('table', 'view')`;

export async function readTables(reader: Reader): Promise<OldTables> {
  const tables = new Map<string, Column[]>();
  for (const row of await reader.all(reader.isSqlite ? SQLITE : POSTGRES)) {
    const column = { table: String(row["table"]), column: String(row["column"]), type: String(row["type"]) };
    tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
  }
  const find = (...names: readonly string[]): OldTable | null => {
    for (const name of names) {
      const exact = tables.get(name) ?? [...tables].find(([table]) => simple(table) === simple(name))?.[1];
      if (exact !== undefined) return tableOf(exact);
    }
    return null;
  };
  return {
    find,
    require(...names) {
      const found = find(...names);
      if (found === null) throw new SetupError(`import: expected a table ${names.join(" or ")} in the old database`);
      return found;
    },
  };
}

function tableOf(columns: readonly Column[]): OldTable {
  const find = (name: string) =>
    columns.find(({ column }) => column === name) ?? columns.find(({ column }) => simple(column) === simple(name));
  return {
    sql: quoted(columns[0]?.table ?? ""),
    column(name) {
      const found = find(name);
      return found === undefined ? null : quoted(found.column);
    },
    type: (name) => find(name)?.type.toLowerCase() ?? "",
    value: (row, name) => row[find(name)?.column ?? ""],
  };
}

/** A column that the reader cannot do without. @throws SetupError */
function requiredColumn(table: OldTable, name: string): string {
  const column = table.column(name);
  if (column === null) throw new SetupError(`import: expected a column ${name} in the table ${table.sql}`);
  return column;
}

/** How many users are read at a time. */
const BATCH = 500;

/** All rows of a table in the order of its key, in batches, so that never all of them are in memory. */
export async function* batches(reader: Reader, table: OldTable, key = "id"): AsyncGenerator<OldRow[]> {
  const column = requiredColumn(table, key);
  let last: unknown;
  for (;;) {
    const where = last === undefined ? "" : `where ${column} > ?`;
    const sql = `select * from ${table.sql} ${where} order by ${column} limit ${BATCH}`;
    const rows = await reader.all(sql, last === undefined ? [] : [last]);
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    last = table.value(rows.at(-1) ?? {}, key);
  }
}

/** The rows of other tables that belong to some users, by the user's id. */
export async function rowsOf(
  reader: Reader,
  table: OldTable | null,
  { userIds, key, order }: { userIds: readonly unknown[]; key: string; order?: string },
): Promise<Map<string, OldRow[]>> {
  const found = new Map<string, OldRow[]>();
  if (table === null) return found;
  const column = requiredColumn(table, key);
  const by = order === undefined ? null : table.column(order);
  const marks = userIds.map(() => "?").join(", ");
  const sql = `select * from ${table.sql} where ${column} in (${marks})${by === null ? "" : ` order by ${by}`}`;
  for (const row of await reader.all(sql, userIds)) {
    const owner = String(table.value(row, key));
    found.set(owner, [...(found.get(owner) ?? []), row]);
  }
  return found;
}
