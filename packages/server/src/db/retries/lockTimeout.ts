import { type SQL, sql } from "drizzle-orm";

/**
 * Milliseconds for which a call waits for a lock with a connection in its hands, when it does not know yet that somebody
 * stays in its way. Calls of ours that meet at a row are through before; whoever waits longer does so in the queue.
 */
export const FIRST_LOCK_TIMEOUT = 200;

/**
 * A condition that is always true. The statement in which it stands waits for the locks of rows no longer than the first
 * attempt of a transaction does: to be put into what changes rows without one, or it would wait with its connection for as
 * long as somebody holds them. It sets that for this statement alone (`set_config`, PostgreSQL 9.28.1).
 */
export const waitsBriefly: SQL = sql`set_config('lock_timeout', ${`${FIRST_LOCK_TIMEOUT}ms`}, true) is not null`;
