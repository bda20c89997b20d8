import { SetupError } from "../lib/setupError.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import { databaseErrorOf } from "./database.ts";

/** undefined_table and undefined_column (PostgreSQL, appendix A). */
const MISSING = new Set(["42P01", "42703"]);
const OURS = /\blatchkey_\w+/;

/** What to do when PostgreSQL said that a table or a column of ours does not exist; null for any other error. */
export function missingTables(error: unknown): SetupError | null {
  const found = databaseErrorOf(error);
  if (found === null || !MISSING.has(found.code)) return null;
  const [table] = OURS.exec(found.message) ?? [];
  if (table === undefined) return null;
  const what = found.code === "42P01" ? `the table ${table} does not exist` : `a column of ${table} does not exist`;
  return new SetupError(
    `${what} in this database: Latchkey's migrations have not been run here, or only those of an earlier version. Before the server starts, run: import { migrate } from "@latchkey/server/migrate"; await migrate(database);`,
    { cause: withoutParameters(error) },
  );
}
