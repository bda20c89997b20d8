import { type SQL, sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { Refusal } from "../lib/authError.ts";

/**
 * A Drizzle database on PostgreSQL, with any driver; a transaction is one, too.
 *
 * Drizzle's class is invariant in the app's schema, so the two schema parameters can only be `any`: rows that are
 * selected from our own tables keep their types.
 */
// biome-ignore lint/suspicious/noExplicitAny: the app's schema is not known here and PgDatabase is invariant in it
export type Database = PgDatabase<PgQueryResultHKT, any, any>;

/** The database inside {@link transact}: the outer one must not be used there, because PGlite would deadlock. */
export type Transaction = Database;

/**
 * The unique indexes at which calls meet that take the same address, number or hidden signup at the same time. The one
 * that is refused there runs again, sees what the other has committed, and so returns what a call a moment later would
 * have.
 */
const CLAIMS: ReadonlySet<string | null> = new Set([
  "latchkey_email_addresses_signup_claim_unique",
  "latchkey_email_addresses_verified",
  "latchkey_users_phone_claim_unique",
  "latchkey_users_verified_phone",
  "latchkey_users_pkey",
]);

/**
 * Runs `work` in one transaction.
 *
 * A {@link Refusal} that `work` returns is thrown after the commit, so that what the refusal must leave behind (a
 * counted attempt) is stored. With a runtime's database, `work` may run again: after a deadlock, a lock timeout, or a
 * lost race for an address or number. It must not touch anything but its transaction.
 *
 * @throws SetupError when a pooler would lose commits
 * @throws AuthError `temporarily_unavailable` when all attempts failed
 */
export async function transact<Result>(
  database: Database,
  work: (tx: Transaction) => Promise<Result | Refusal>,
): Promise<Result> {
  const result = await database.transaction(work);
  // Outside of the attempts: it is committed, so it must not run again, whatever caused the error.
  if (result instanceof Refusal) throw result.error;
  return result;
}

/** Whether another transaction has just taken what this one was to take, so that it may look again. */
export function isLostClaim(error: unknown): boolean {
  return isUniqueViolation(error) && CLAIMS.has(databaseErrorOf(error)?.constraint ?? null);
}

/** The error that PostgreSQL returned for a failed statement, unwrapped; null when there is none. */
export function databaseErrorOf(error: unknown): DatabaseError | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && /^[0-9A-Z]{5}$/.test(cause.code)) {
      const where = "where" in cause && typeof cause.where === "string" ? cause.where : "";
      return { code: cause.code, constraint: constraintOf(cause), message: cause.message, where };
    }
  }
  return null;
}

export interface DatabaseError {
  /** SQLSTATE. */
  code: string;
  constraint: string | null;
  message: string;
  /** What PostgreSQL was doing, such as which row it wanted to lock; empty when unknown. */
  where: string;
}

/** Whether a unique index named `constraint` (or any, without a name) refused the statement. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = databaseErrorOf(error);
  return found?.code === "23505" && (constraint === undefined || found.constraint === constraint);
}

function constraintOf(cause: Error): string | null {
  if ("constraint" in cause && typeof cause.constraint === "string") return cause.constraint;
  if ("constraint_name" in cause && typeof cause.constraint_name === "string") return cause.constraint_name;
  return null;
}

/** Drizzle leaves dates in raw SQL to the driver, and drivers differ; all treat an ISO string the same way. */
export function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

/** An instant in a statement; null: the database's own clock, see `sharedTime`. */
export function timeOf(at: Date | null): SQL {
  return at === null ? sql`now()` : sql`${at.toISOString()}::timestamptz`;
}

/** The instant so many seconds after another one, or before it. */
export function shifted(at: SQL, seconds: number): SQL {
  return sql`(${at} + make_interval(secs => ${seconds}))`;
}
