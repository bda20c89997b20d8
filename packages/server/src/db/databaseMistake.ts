import { SetupError } from "../lib/setupError.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import { databaseErrorOf } from "./database.ts";

/** undefined_table and undefined_column (PostgreSQL, appendix A). */
const MISSING = new Set(["42P01", "42703"]);
/** read_only_sql_transaction (PostgreSQL, appendix A). */
const READ_ONLY = "25006";
const OURS = /\blatchkey_\w+/;

/** The set-up mistake behind an error of PostgreSQL, with its remedy; null for any other error. */
export function databaseMistake(error: unknown): SetupError | null {
  const found = databaseErrorOf(error);
  if (found === null) return null;
  const setupError = (message: string) => new SetupError(message, { cause: withoutParameters(error) });
  if (found.code === READ_ONLY)
    return setupError(
      "database: it can only be read, as a replica can. Latchkey writes, and must read what it has just written: in createAuth, write the primary, or with Drizzle's withReplicas `database: database.$primary`",
    );
  if (!MISSING.has(found.code)) return null;
  const [table] = OURS.exec(found.message) ?? [];
  if (table === undefined) return null;
  const what = found.code === "42P01" ? `the table ${table} does not exist` : `a column of ${table} does not exist`;
  return setupError(
    `${what} in this database: Latchkey's migrations have not been run here, or only those of an earlier version. Before the server starts, run: import { migrate } from "@latchkey/server/migrate"; await migrate(database);`,
  );
}
