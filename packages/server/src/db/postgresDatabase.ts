import { entityKind, is as isInstance, type TablesRelationalConfig } from "drizzle-orm";
import { PgDatabase, type PgQueryResultHKT, type PgRefreshMaterializedView, PgTransaction } from "drizzle-orm/pg-core";
import { SetupError } from "../lib/setupError.ts";
import type { Database } from "./database.ts";
import { clientNamed, has } from "./driver/driver.ts";

/**
 * A Drizzle database on PostgreSQL as an app passes it, with any driver and schema.
 *
 * A few members represent Drizzle's class, because comparing the class itself costs the compiler 86 000 instantiations in
 * every app. The value itself is checked at run time.
 */
export interface PostgresDatabase {
  readonly _: {
    readonly schema: TablesRelationalConfig | undefined;
    readonly fullSchema: Record<string, unknown>;
  };
  transaction(work: (tx: unknown) => Promise<unknown>): Promise<unknown>;
  /** Only Drizzle's databases on PostgreSQL have it. */
  refreshMaterializedView(view: never): object;
  /** Only Neon's HTTP driver has it, which does not support transactions. */
  readonly $withAuth?: never;
  /** Only `withReplicas` adds it: a replica may not yet have recent writes. */
  readonly $primary?: never;
}

/**
 * The transaction of a database, with the types of its driver and schema: hooks receive it.
 *
 * It is built from its parts, because looking into `Db["transaction"]` costs as much as comparing the class.
 */
export type TransactionOf<Db extends PostgresDatabase> = PgTransaction<
  QueryResultOf<Db>,
  Db["_"]["fullSchema"],
  NonNullable<Db["_"]["schema"]>
>;

/** The driver's result of raw SQL. */
type QueryResultOf<Db> = Db extends { refreshMaterializedView(view: never): PgRefreshMaterializedView<infer Result> }
  ? Result
  : PgQueryResultHKT;

/** Drizzle's databases on PostgreSQL whose `transaction()` always throws, by Drizzle's name of the class. */
const WITHOUT_TRANSACTIONS = new Set(["NeonHttpDatabase", "XataHttpDatabase", "PgRemoteDatabase", "PrismaPgDatabase"]);

/** Drizzle's `is` fails on objects without a prototype, such as what `import * as schema` gives. */
const is: typeof isInstance = (value, type): value is InstanceType<typeof type> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) !== null && isInstance(value, type);

/** Whether Latchkey can use it: a Drizzle database on PostgreSQL, with transactions. */
export function isDatabase(given: unknown): given is Database {
  return is(given, PgDatabase) && !is(given, PgTransaction) && !WITHOUT_TRANSACTIONS.has(kindOf(given) ?? "");
}

/** What is wrong with a value that is not a {@link isDatabase database}, and the line to write instead. */
export function databaseProblem(given: unknown): string {
  if (is(given, PgTransaction))
    return "a transaction ends before the first request; write the database that it was started on";
  if (has(given, "$primary")) return "read replicas may lag behind the primary; write `database: database.$primary`";
  const client = clientNamed(given);
  if (client !== null)
    return `expected a Drizzle database, found a client of ${client.name}; write \`database: drizzle({ client })\` with drizzle from "${client.module}"`;
  const kind = kindOf(given);
  if (kind !== null && WITHOUT_TRANSACTIONS.has(kind))
    return `${kind} has no transactions; write \`database: drizzle({ client })\` with drizzle from "drizzle-orm/neon-serverless", or from another driver that supports them`;
  const found = isModule(given) ? ", found a module, as of `import * as`" : kind === null ? "" : `, found ${kind}`;
  return `expected a Drizzle database on PostgreSQL${found}; write \`database: drizzle(process.env.DATABASE_URL)\` with drizzle from "drizzle-orm/postgres-js"`;
}

/**
 * The database as Latchkey's own queries use it.
 *
 * @throws SetupError with the line to write
 */
export function openDatabase(given: PostgresDatabase | undefined): Database {
  if (!isDatabase(given)) throw new SetupError(`database: ${databaseProblem(given)}`);
  return given;
}

function isModule(given: unknown): boolean {
  return Object.prototype.toString.call(given) === "[object Module]";
}

/** The name that Drizzle gave the class of a value; null for anything that is not Drizzle's. */
function kindOf(given: unknown): string | null {
  const made = has(given, "constructor") ? given.constructor : null;
  const kind: unknown = typeof made === "function" ? Reflect.get(made, entityKind) : null;
  return typeof kind === "string" ? kind : null;
}
