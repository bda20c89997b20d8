import { and, eq, isNotNull, isNull, lte, ne, not, or, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import type { EmailRow } from "../rows.ts";
import { emailAddresses } from "../tables/accounts.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";
import { heldByDraft, releasedClaims } from "./standing.ts";

/** The addresses of a user, the primary one first. */
export async function findEmailsOf(database: Database, userId: string): Promise<EmailRow[]> {
  return database
    .select()
    .from(emailAddresses)
    .where(eq(emailAddresses.userId, userId))
    .orderBy(sql`${emailAddresses.isPrimary} desc`, emailAddresses.createdAt, emailAddresses.address);
}

/**
 * Marks an address as verified, unless another account or a hidden signup has verified it. A row with another, unverified address gets
 * this one: its signup was moved to it. On other accounts, the address is of no use from then on.
 *
 * All rows of the address are locked first, in one order, so that only one of several users who verify it at the same
 * time succeeds.
 *
 * @returns null when another account has it, the row no longer exists, or its own address is verified
 */
export async function verifyEmailRow(
  transaction: AccountTransaction,
  { id, address, now }: { id: string; address: string; now: Date },
): Promise<EmailRow | null> {
  const { tx } = transaction;
  const rows = await tx
    .select()
    .from(emailAddresses)
    .where(or(eq(emailAddresses.address, address), eq(emailAddresses.id, id)))
    .orderBy(emailAddresses.id)
    .for("update");
  const own = rows.find((row) => row.id === id);
  if (own === undefined) return null;
  const isVerifiedElsewhere = rows.some((row) => row.id !== id && row.verifiedAt !== null);
  if (own.verifiedAt !== null && isVerifiedElsewhere) return null;
  if (own.verifiedAt !== null) return own.address === address ? own : null;
  const { emails, phone } = releasedClaims(tx, sql`select ${own.userId}::uuid`, id);
  const but = sql`${own.userId}::uuid`;
  const held = { via: "email", contacts: sql`${address}`, but, isProved: true, isAccount: true } as const;
  const claim = own.address === address ? own.signupClaim : null;
  const verified = await noteChange(transaction, own.userId)
    .with(emails, phone)
    .update(emailAddresses)
    .set({ address, signupClaim: claim, verifiedAt: now, addedUntil: null })
    // Run in either case, so that nothing tells an account from a hidden signup.
    .where(and(eq(emailAddresses.id, id), sql`not ${isVerifiedElsewhere}::boolean`, not(heldByDraft(held))))
    .returning();
  return verified[0] ?? null;
}

/** Extends the time to verify an added address: a new link is on its way. */
export async function extendAdded(
  transaction: AccountTransaction,
  { id, userId }: Pick<EmailRow, "id" | "userId">,
  until: Date,
): Promise<void> {
  await noteChange(transaction, userId)
    .update(emailAddresses)
    .set({ addedUntil: until })
    .where(and(eq(emailAddresses.id, id), isNotNull(emailAddresses.addedUntil)));
}

/** Deletes addresses of a user that were added and not verified in time. */
export async function dropExpiredAdded(transaction: AccountTransaction, userId: string, now: Date): Promise<void> {
  await noteChange(transaction, userId)
    .delete(emailAddresses)
    .where(and(eq(emailAddresses.userId, userId), lte(emailAddresses.addedUntil, now)));
}

export async function insertEmail(transaction: AccountTransaction, row: EmailRow): Promise<void> {
  await noteChange(transaction, row.userId).insert(emailAddresses).values(row);
}

export async function deleteEmail(
  transaction: AccountTransaction,
  { id, userId }: Pick<EmailRow, "id" | "userId">,
): Promise<void> {
  await noteChange(transaction, userId).delete(emailAddresses).where(eq(emailAddresses.id, id));
}

/** Makes an address the primary one of its user. @returns false when it no longer exists */
export async function makePrimary(
  transaction: AccountTransaction,
  { id, userId }: Pick<EmailRow, "id" | "userId">,
): Promise<boolean> {
  await noteChange(transaction, userId)
    .update(emailAddresses)
    .set({ isPrimary: false })
    .where(and(eq(emailAddresses.userId, userId), eq(emailAddresses.isPrimary, true)));
  const rows = await noteChange(transaction, userId)
    .update(emailAddresses)
    .set({ isPrimary: true })
    .where(and(eq(emailAddresses.id, id), eq(emailAddresses.userId, userId)))
    .returning({ id: emailAddresses.id });
  return rows.length > 0;
}

/** Deletes addresses of a user: all but one, or those that are not verified. @param keptId null: no exception */
export async function deleteOtherEmails(
  transaction: AccountTransaction,
  { userId, keptId, which }: { userId: string; keptId: string | null; which: "all" | "unverified" | "added" },
): Promise<EmailRow[]> {
  return noteChange(transaction, userId)
    .delete(emailAddresses)
    .where(
      and(
        eq(emailAddresses.userId, userId),
        keptId === null ? undefined : ne(emailAddresses.id, keptId),
        which === "all" ? undefined : isNull(emailAddresses.verifiedAt),
        which === "added" ? isNotNull(emailAddresses.addedUntil) : undefined,
      ),
    )
    .returning();
}
