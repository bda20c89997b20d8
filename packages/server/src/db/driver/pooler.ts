import { SetupError } from "../../lib/setupError.ts";
import { ANSWER_TIMEOUT, refusalWhenLate, withDeadline } from "../../ports/deadline.ts";

/** The part of a client of postgres.js that is used: a function that is called with templates. */
interface PostgresJsClient {
  (text: TemplateStringsArray): PromiseLike<Answer>;
  readonly options: { readonly prepare: boolean };
}

interface Answer {
  readonly 0?: { backend: unknown; names: unknown };
  /** What the server reported about itself when the connection was made: with PostgreSQL, the id of its process. */
  readonly state?: { pid?: unknown };
  readonly statement?: { name?: unknown };
}

/** All transactions wait for it: over a connection that has died silently, none of them would ever begin. */
const DEADLINE = { who: "the database, asked whether a pooler stands before it,", milliseconds: ANSWER_TIMEOUT };

const checked = new WeakMap<object, Promise<boolean>>();
/** Clients whose named statements are known to be kept. */
const passed = new WeakSet<object>();

/**
 * Refuses postgres.js with its default settings behind a pooler that does not keep track of named statements.
 *
 * It commits by a named statement. PgBouncer in transaction mode, before 1.21 or with `max_prepared_statements = 0`,
 * sends that to a connection on which the name is unknown (SQLSTATE 26000): the transaction is aborted, the driver
 * retries by itself, and the second commit of an aborted transaction succeeds, as a rollback. Nothing is stored, and
 * nobody gets an error. Session mode cannot be distinguished from it, and is refused as well.
 *
 * Checks once for each client, at its first transaction; costs nothing with other drivers or with `prepare: false`.
 *
 * @throws SetupError with the line to write; AuthError `temporarily_unavailable` when there is no answer, after which the
 *   next transaction asks again
 */
export async function refuseLossyPooler(database: object): Promise<void> {
  const client: unknown = "$client" in database ? database.$client : undefined;
  if (!isPostgresJs(client) || !client.options.prepare || passed.has(client)) return;
  const check = checked.get(client) ?? withDeadline(DEADLINE, () => lookFor(client));
  checked.set(client, check);
  try {
    if (await check) passed.add(client);
  } catch (error) {
    // An unreachable database shows nothing about a pooler in front of it.
    if (!(error instanceof SetupError) && checked.get(client) === check) checked.delete(client);
    throw refusalWhenLate(error);
  }
}

/** Whether named statements may be used: the client uses them, and {@link refuseLossyPooler} knows that they are kept. */
export function keepsNames(database: object): boolean {
  const client: unknown = "$client" in database ? database.$client : undefined;
  return isPostgresJs(client) && passed.has(client);
}

/**
 * To be called when a connection has lost its names: the next transaction checks again. Nothing may be repeated then,
 * since postgres.js would lose the commit.
 */
export function forgetNames(database: object): void {
  const client: unknown = "$client" in database ? database.$client : undefined;
  if (!isPostgresJs(client)) return;
  passed.delete(client);
  checked.delete(client);
}

/** Undefined objects and functions, and features that are missing (PostgreSQL, appendix A): not PostgreSQL itself. */
const CANNOT_TELL = /^(42|0A)/;

/** @returns whether named statements are kept; false when the server does not say */
async function lookFor(client: PostgresJsClient): Promise<boolean> {
  let answer: Answer;
  try {
    // Text, since the app may have configured its own parsers for other types.
    answer =
      await client`select pg_backend_pid()::text as backend, (select string_agg(name, ' ') from pg_prepared_statements)::text as names`;
  } catch (error) {
    if (error instanceof Error && "code" in error && CANNOT_TELL.test(String(error.code))) return false;
    throw error;
  }
  const { 0: row, state, statement } = answer;
  const isPooled = typeof state?.pid === "number" && state.pid !== 0 && String(row?.backend) !== String(state.pid);
  // A pooler that keeps track of named statements renames them, so that no two clients have the same names.
  const isHandedOn = String(row?.names).split(" ").includes(String(statement?.name));
  if (isPooled && isHandedOn) throw new SetupError(LOSSY);
  return true;
}

const LOSSY =
  "database: a pooler, such as PgBouncer, stands before PostgreSQL and does not look after named statements. postgres.js commits by one: behind PgBouncer in transaction mode, calls would be answered with success though nothing was stored. Write `database: drizzle({ client: postgres(process.env.DATABASE_URL, { prepare: false }) })`, or set `max_prepared_statements` of PgBouncer 1.21 or later, or connect without the pooler";

function isPostgresJs(client: unknown): client is PostgresJsClient {
  return typeof client === "function" && "unsafe" in client && "options" in client;
}
