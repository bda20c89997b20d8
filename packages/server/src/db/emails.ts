import { and, eq, isNull, ne, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { EmailRow } from "./accounts.ts";
import type { Database, Transaction } from "./database.ts";
import { emailAddresses, oneTimeKeys } from "./tables.ts";

/** The addresses of a user, the primary one first. */
export async function findEmailsOf(database: Database, userId: string): Promise<EmailRow[]> {
  return database
    .select()
    .from(emailAddresses)
    .where(eq(emailAddresses.userId, userId))
    .orderBy(sql`${emailAddresses.isPrimary} desc`, emailAddresses.createdAt, emailAddresses.address);
}

export async function findEmailById(database: Database, id: string): Promise<EmailRow | null> {
  const rows = await database.select().from(emailAddresses).where(eq(emailAddresses.id, id));
  return rows[0] ?? null;
}

/**
 * Marks an address as proved, unless another account has proved it; the links that would do the same become void.
 *
 * @returns null when another account has it, or it is gone
 */
export async function verifyEmailRow(tx: Transaction, id: string, now: Date): Promise<EmailRow | null> {
  const other = alias(emailAddresses, "other");
  const isOthers = tx
    .select({ one: sql`1` })
    .from(other)
    .where(
      and(
        eq(other.address, emailAddresses.address),
        sql`${other.verifiedAt} is not null`,
        sql`${other.id} <> ${emailAddresses.id}`,
      ),
    );
  const verified = tx.$with("verified").as(
    tx
      .update(emailAddresses)
      .set({ verifiedAt: now })
      .where(and(eq(emailAddresses.id, id), isNull(emailAddresses.verifiedAt), notExists(isOthers)))
      .returning(),
  );
  const voided = tx.$with("voided").as(
    tx
      .delete(oneTimeKeys)
      .where(and(eq(oneTimeKeys.emailAddressId, id), eq(oneTimeKeys.purpose, "verify_email")))
      .returning({ id: oneTimeKeys.id }),
  );
  const rows = await tx.with(verified, voided).select().from(verified);
  return rows[0] ?? null;
}

export async function insertEmail(tx: Transaction, row: EmailRow): Promise<void> {
  await tx.insert(emailAddresses).values(row);
}

/**
 * Takes an address from a user: any but the primary one, or the primary one when it is the last.
 *
 * @returns null when it may not go, or is gone
 */
export async function deleteEmail(tx: Transaction, row: EmailRow): Promise<EmailRow | null> {
  const other = alias(emailAddresses, "other");
  const others = tx
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.userId, row.userId), ne(other.id, row.id)));
  const rows = await tx
    .delete(emailAddresses)
    .where(and(eq(emailAddresses.id, row.id), or(eq(emailAddresses.isPrimary, false), notExists(others))))
    .returning();
  return rows[0] ?? null;
}

/** Makes an address the primary one of its user. @returns false when it is gone */
export async function makePrimary(tx: Transaction, { id, userId }: Pick<EmailRow, "id" | "userId">): Promise<boolean> {
  await tx
    .update(emailAddresses)
    .set({ isPrimary: false })
    .where(and(eq(emailAddresses.userId, userId), eq(emailAddresses.isPrimary, true)));
  const rows = await tx
    .update(emailAddresses)
    .set({ isPrimary: true })
    .where(and(eq(emailAddresses.id, id), eq(emailAddresses.userId, userId)))
    .returning({ id: emailAddresses.id });
  return rows.length > 0;
}

/** Takes every other address from a user: all of them, or the unverified ones. */
export async function deleteOtherEmails(
  tx: Transaction,
  { id, userId }: Pick<EmailRow, "id" | "userId">,
  which: "all" | "unverified" | "unverified, not primary",
): Promise<EmailRow[]> {
  return tx
    .delete(emailAddresses)
    .where(
      and(
        eq(emailAddresses.userId, userId),
        ne(emailAddresses.id, id),
        which === "all" ? undefined : isNull(emailAddresses.verifiedAt),
        which === "unverified, not primary" ? eq(emailAddresses.isPrimary, false) : undefined,
      ),
    )
    .returning();
}

/**
 * Puts another address in the place of one that is not proved yet, unless somebody has it; its links become void.
 *
 * @returns null when it is somebody's, or the row is proved or gone
 */
export async function replaceUnverifiedEmail(
  tx: Transaction,
  { id, address, isShared }: { id: string; address: string; isShared: boolean },
): Promise<EmailRow | null> {
  const other = alias(emailAddresses, "other");
  const others = tx.select({ one: sql`1` }).from(other).where(eq(other.address, address));
  await tx.delete(oneTimeKeys).where(eq(oneTimeKeys.emailAddressId, id));
  const rows = await tx
    .update(emailAddresses)
    .set({ address, signupClaim: isShared ? null : address })
    .where(and(eq(emailAddresses.id, id), isNull(emailAddresses.verifiedAt), isShared ? undefined : notExists(others)))
    .returning();
  return rows[0] ?? null;
}
