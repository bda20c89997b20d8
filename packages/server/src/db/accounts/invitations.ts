import { and, eq, gt } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { InvitationRow } from "../rows.ts";
import { invitations } from "../tables/accounts.ts";

export async function insertInvitation(tx: Transaction, row: InvitationRow): Promise<void> {
  await tx.insert(invitations).values(row);
}

/** An invitation that can still be accepted; does not use it up. */
export async function findInvitation(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<InvitationRow | null> {
  const rows = await database
    .select()
    .from(invitations)
    .where(and(eq(invitations.keyHash, keyHash), gt(invitations.expiresAt, now)));
  return rows[0] ?? null;
}

/** Uses an invitation up: of two signups that present it at the same time, one succeeds. */
export async function takeInvitation(
  tx: Transaction,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<boolean> {
  const rows = await tx
    .delete(invitations)
    .where(and(eq(invitations.keyHash, keyHash), gt(invitations.expiresAt, now)))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** @returns false when there is none: it was accepted or revoked, or has expired */
export async function deleteInvitation(database: Database, id: string): Promise<boolean> {
  const rows = await database.delete(invitations).where(eq(invitations.id, id)).returning({ id: invitations.id });
  return rows.length > 0;
}
