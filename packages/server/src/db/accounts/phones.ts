import { and, eq, isNull, ne, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "../database.ts";
import type { UserRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";
import { releasedClaims } from "./standing.ts";

/**
 * Gives a user a number that was just verified, unless another account has verified it.
 *
 * @returns null when another account has it, or the user no longer exists
 */
export async function setVerifiedPhone(
  transaction: AccountTransaction,
  { userId, phone, now }: { userId: string; phone: string; now: Date },
): Promise<UserRow | null> {
  const { tx } = transaction;
  const verified = tx.$with("verified").as(
    noteChange(transaction, userId)
      .update(users)
      .set({ phone, phoneVerifiedAt: now, phoneClaim: null })
      .where(and(eq(users.id, userId), notExists(othersWith(tx, phone, userId))))
      .returning(),
  );
  const { emails } = releasedClaims(tx, sql`select id from verified`, null);
  const rows = await tx.with(verified, emails).select().from(verified);
  return rows[0] ?? null;
}

/** Deletes a user's number if it was never verified. */
export async function dropUnverifiedPhone(transaction: AccountTransaction, userId: string): Promise<void> {
  await noteChange(transaction, userId)
    .update(users)
    .set({ phone: null, phoneClaim: null })
    .where(and(eq(users.id, userId), isNull(users.phoneVerifiedAt)));
}

function othersWith(tx: Transaction, phone: string, userId: string) {
  const other = alias(users, "other");
  return tx
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.phone, phone), sql`${other.phoneVerifiedAt} is not null`, ne(other.id, userId)));
}
