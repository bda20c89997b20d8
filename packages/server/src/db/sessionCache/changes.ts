import { eq, ne, type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import { EVERYBODY, sessionChanges } from "../tables/operations.ts";

/** The users whose sessions changed. */
export type ChangedUsers = "everybody" | readonly string[];

/** The state of the database in one look: what was committed by then, and on which server. */
export interface Seen {
  /** The number after the highest of a transaction that had ended: none from here on had. */
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
 * @returns also the users in the rows that were read, the process's own ID among them
 */
export async function readChanges(
  database: Database,
  last: Seen | null,
): Promise<{ seen: Seen; changed: ChangedUsers; userIds: readonly string[] }> {
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
  const userIds = rows.flatMap(({ userId }) => (userId === null || userId === NOBODY ? [] : userId));
  const isEverybody = rows.length >= MAX_READ || userIds.includes(EVERYBODY);
  return { seen, changed: isEverybody ? "everybody" : userIds, userIds };
}

function isUnseen({ next, running }: Seen): SQL {
  const isNew = sql`${sessionChanges.transaction} >= ${next}::xid8`;
  if (running.length === 0) return isNew;
  return sql`(${isNew} or ${sessionChanges.transaction} = any(${`{${running.join(",")}}`}::xid8[]))`;
}

/** Seconds for which a change is kept after its commit: much longer than any caching process goes without looking. */
const KEPT = 600;
/** Seconds without a look after which changes may have been missed. */
const MAX_GAP = 60;

/**
 * Whether nothing can be missing between two looks: the same server, a clock that did not go back, and changes that are
 * still kept.
 */
export function follows(before: Seen, after: Seen): boolean {
  const gap = after.at - before.at;
  return after.server === before.server && BigInt(after.next) >= BigInt(before.next) && gap >= 0 && gap <= MAX_GAP;
}

/**
 * The user of a row that is no change but a mark: when it was written, all transactions with lower numbers than its own
 * had ended.
 */
const NOBODY = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * Removes changes that everybody has seen, of the oldest `batch`: those whose transactions had ended at a mark that is
 * old enough. When a change was written does not count, because others see it only after the commit, which may be hours
 * later. Marks are rows, so that the process that finds one need not be the one that wrote it.
 *
 * @returns how many were removed
 */
export async function deleteSeenChanges(database: Database, batch: number): Promise<number> {
  await mark(database);
  const foreign = await deleteForeignChanges(database);
  const { transaction, userId } = sessionChanges;
  // By `offset`, the index is read from its end, where the mark is found soon, not the whole table for each batch.
  const lastMark = sql`(
    select transaction from (select * from ${sessionChanges} order by transaction desc offset 0) latest
    where user_id = ${NOBODY}::uuid and changed_at < clock_timestamp() - make_interval(secs => ${KEPT}) limit 1
  )`;
  const isSeen = sql`(${transaction} < ${lastMark} or ${transaction} = ${lastMark} and ${eq(userId, NOBODY)})`;
  const oldest = database
    .select({ transaction, userId })
    .from(sessionChanges)
    .where(isSeen)
    .orderBy(transaction)
    .limit(batch);
  const removed = await database
    .delete(sessionChanges)
    .where(sql`(${transaction}, ${userId}) in (${oldest})`)
    .returning({ userId });
  return foreign + removed.length;
}

/** Writes a mark, where there are changes. One that says the same is kept: it is older. */
async function mark(database: Database): Promise<void> {
  await database.execute(
    sql`insert into ${sessionChanges} (transaction, user_id)
      select pg_snapshot_xmin(pg_current_snapshot()), ${NOBODY}::uuid
      where exists (select from ${sessionChanges} where ${isChange()}) on conflict do nothing`,
  );
}

/**
 * Removes what was restored from another server: it has numbers that no transaction has had here, so that each look
 * would read it again, and its marks would say nothing about this server.
 */
async function deleteForeignChanges(database: Database): Promise<number> {
  const { transaction, userId } = sessionChanges;
  const isForeign = sql`${transaction} >= pg_snapshot_xmax(pg_current_snapshot())`;
  return (await database.delete(sessionChanges).where(isForeign).returning({ userId })).length;
}

const isChange = () => ne(sessionChanges.userId, NOBODY);

/** Whether some process reports changes on this database. */
export async function hasChanges(database: Database): Promise<boolean> {
  const rows = await database.select({ userId: sessionChanges.userId }).from(sessionChanges).where(isChange()).limit(1);
  return rows.length > 0;
}
