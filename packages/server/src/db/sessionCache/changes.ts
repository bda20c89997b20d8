import { and, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import { EVERYBODY, sessionChanges } from "../tables/operations.ts";

/** The users whose sessions changed. */
export type ChangedUsers = "everybody" | readonly string[];

/** The state of the database in one look: what was committed by then, and on which server. */
export interface Seen {
  /** The number that the next transaction would have received. */
  readonly next: string;
  /** The lower numbers of transactions that had not ended. */
  readonly running: readonly string[];
  /** When the server was started, as the server formats it. */
  readonly server: string;
  /** Seconds, by the server's clock. */
  readonly at: number;
  /** Whether the server only follows another one, so that it may not have the latest commits yet. */
  readonly isReplica: boolean;
}

/** For more accounts than this, one row states that all have changed. */
const MAX_TOLD = 100;
const MAX_READ = 1_000;

/** Reports changed sessions to the processes that cache them; to be called in the transaction that changes them. */
export async function recordChanges(tx: Transaction, userIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(userIds)];
  if (ids.length === 0) return;
  const changed = ids.length > MAX_TOLD ? [EVERYBODY] : ids;
  await tx
    .insert(sessionChanges)
    .values(changed.map((userId) => ({ userId })))
    .onConflictDoNothing();
}

/**
 * Reads what was committed since the last look, each change once: those that it could not see, because their
 * transaction was still running or had not begun. No order of commits can hide a change, as it could with the highest
 * number seen so far. A transaction that runs for an hour costs nothing, and its changes are read when it ends.
 *
 * @param last null: reads no changes, only the starting point
 */
export async function readChanges(
  database: Database,
  last: Seen | null,
): Promise<{ seen: Seen; changed: ChangedUsers }> {
  const rows = await database
    .select({
      snapshot: sql<string>`pg_current_snapshot()::text`,
      server: sql<string>`extract(epoch from pg_postmaster_start_time())::text`,
      at: sql<string>`extract(epoch from clock_timestamp())::text`,
      isReplica: sql<boolean>`pg_is_in_recovery()`,
      userId: sessionChanges.userId,
    })
    .from(sql`(select 1) as "look"`)
    .leftJoin(sessionChanges, last === null ? sql`false` : isUnseen(last))
    .limit(MAX_READ);
  const first = rows[0];
  if (first === undefined) throw new Error("a look at the changes of sessions returned no row");
  const { snapshot, server, isReplica } = first;
  // PostgreSQL 9.30.9: `xmin:xmax:xip_list`.
  const [, next = "", running = ""] = snapshot.split(":");
  const seen = { next, running: running.split(",").filter(Boolean), server, at: Number(first.at), isReplica };
  const userIds = rows.flatMap(({ userId }) => userId ?? []);
  const isEverybody = userIds.length >= MAX_READ || userIds.includes(EVERYBODY);
  return { seen, changed: isEverybody ? "everybody" : userIds };
}

function isUnseen({ next, running }: Seen): SQL {
  const isNew = sql`${sessionChanges.transaction} >= ${next}::xid8`;
  if (running.length === 0) return isNew;
  return sql`(${isNew} or ${sessionChanges.transaction} = any(${`{${running.join(",")}}`}::xid8[]))`;
}

/** Seconds for which a change is kept: much longer than any caching process goes without looking. */
const KEPT = 600;
/** Seconds without a look after which changes may have been missed. */
export const MAX_GAP = 60;

/** Removes changes that everybody has seen, of the oldest `batch`. @returns how many were removed */
export async function deleteSeenChanges(database: Database, batch: number): Promise<number> {
  const oldest = database
    .select({ transaction: sessionChanges.transaction })
    .from(sessionChanges)
    .orderBy(sessionChanges.transaction)
    .limit(batch);
  const isOld = lt(sessionChanges.changedAt, sql`clock_timestamp() - make_interval(secs => ${KEPT})`);
  const removed = await database
    .delete(sessionChanges)
    .where(and(inArray(sessionChanges.transaction, oldest), isOld))
    .returning({ userId: sessionChanges.userId });
  return removed.length;
}

/** Whether some process reports changes on this database. */
export async function hasChanges(database: Database): Promise<boolean> {
  const rows = await database.select({ userId: sessionChanges.userId }).from(sessionChanges).limit(1);
  return rows.length > 0;
}
