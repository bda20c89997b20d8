import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import type { KnownClientRow } from "../rows.ts";
import { knownClients } from "../tables/notices.ts";

/** A client that signs in without its token, again and again, must not fill the table. */
const MAX_PER_USER = 100;

/**
 * Gives a client its next token, for every user who has logged in there, and restarts the period of one of them.
 *
 * @returns whether that user has logged in there before
 */
export async function renewKnownClient(
  tx: Transaction,
  { from, to, userId, now, expiresAt }: { from: string; to: string; userId: string; now: Date; expiresAt: Date },
): Promise<boolean> {
  const end = sql`case when ${knownClients.userId} = ${userId}::uuid then ${expiresAt.toISOString()}::timestamptz else ${knownClients.expiresAt} end`;
  const rows = await tx
    .update(knownClients)
    .set({ tokenHash: to, expiresAt: end })
    .where(and(eq(knownClients.tokenHash, from), gt(knownClients.expiresAt, now)))
    .returning({ userId: knownClients.userId });
  return rows.some((row) => row.userId === userId);
}

/** Remembers a client; beyond the most that a user may have, the oldest is forgotten. */
export async function insertKnownClient(tx: Transaction, row: KnownClientRow): Promise<void> {
  const oldest = tx
    .select({ id: knownClients.id })
    .from(knownClients)
    .where(eq(knownClients.userId, row.userId))
    .orderBy(desc(knownClients.expiresAt))
    .offset(MAX_PER_USER - 1);
  const dropped = tx
    .$with("dropped")
    .as(tx.delete(knownClients).where(inArray(knownClients.id, oldest)).returning({ id: knownClients.id }));
  await tx.with(dropped).insert(knownClients).values(row);
}
