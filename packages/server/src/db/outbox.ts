import { and, eq, gt, inArray, lte, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "./database.ts";
import { waitsBriefly } from "./retries/lockTimeout.ts";
import type { OutboxRow } from "./rows.ts";
import { outbox } from "./tables/operations.ts";

export async function insertOutbox(tx: Transaction, rows: OutboxRow[]): Promise<void> {
  await tx.insert(outbox).values(rows);
}

/**
 * Claims messages that are due, so that no other process sends them too.
 *
 * @param latest the latest time to which a message may be postponed: anything later was set by a wrong clock
 */
export async function claimOutbox(
  database: Database,
  { now, leaseUntil, latest, limit }: { now: Date; leaseUntil: Date; latest: Date; limit: number },
): Promise<OutboxRow[]> {
  const due = database
    .select({ id: outbox.id })
    .from(outbox)
    .where(or(lte(outbox.nextAttemptAt, now), gt(outbox.nextAttemptAt, latest)))
    .orderBy(outbox.nextAttemptAt)
    .limit(limit)
    .for("update", { skipLocked: true });
  return database.update(outbox).set({ nextAttemptAt: leaseUntil }).where(inArray(outbox.id, due)).returning();
}

export async function deleteOutbox(database: Database, id: string): Promise<void> {
  await database.delete(outbox).where(and(eq(outbox.id, id), waitsBriefly));
}

export async function postponeOutbox(database: Database, id: string, nextAttemptAt: Date): Promise<void> {
  await database
    .update(outbox)
    .set({ nextAttemptAt, attempts: sql`${outbox.attempts} + 1` })
    .where(and(eq(outbox.id, id), waitsBriefly));
}
