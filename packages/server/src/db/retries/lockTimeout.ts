import { type SQL, sql } from "drizzle-orm";

/**
 * Milliseconds for which a call waits for a lock while it holds a connection, before it is known that the lock is held
 * for long. Our own calls that meet at a row finish sooner; longer waits take place in the queue.
 */
export const FIRST_LOCK_TIMEOUT = 200;

/**
 * A condition that is always true. Its statement waits for row locks no longer than the first attempt of a transaction
 * does: for statements outside of a transaction, which would otherwise keep their connection for as long as the rows
 * are locked. It sets the timeout for this statement alone (`set_config`, PostgreSQL 9.28.1).
 */
export const waitsBriefly: SQL = sql`set_config('lock_timeout', ${`${FIRST_LOCK_TIMEOUT}ms`}, true) is not null`;

const MAY_WAIT = /\b(insert into|update|delete from|for (no key update|key share|share))\b/i;
const LIMITS_ITSELF = /\bset_config\('lock_timeout'|\bskip locked\b/i;

/**
 * Whether a statement may wait for a row lock for as long as it is held: on the rows that it changes, or on those that
 * its rows refer to. Such a statement must run in a transaction, which limits that.
 */
export function mayWaitForLocks(statement: string): boolean {
  return MAY_WAIT.test(statement) && !LIMITS_ITSELF.test(statement);
}
