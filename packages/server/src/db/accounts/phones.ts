import { and, eq, isNull, ne, not, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "../database.ts";
import type { UserRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";
import { heldByDraft, releasedClaims } from "./standing.ts";

/**
 * Gives a user a number that was just verified, unless another account has verified it, or a hidden signup.
 *
 * @returns null when another one has it, or the user no longer exists
 */
export async function setVerifiedPhone(
  transaction: AccountTransaction,
  { userId, phone, now }: { userId: string; phone: string; now: Date },
): Promise<UserRow | null> {
  const { tx } = transaction;
  const held = {
    via: "phone",
    contacts: sql`${phone}`,
    but: sql`${userId}::uuid`,
    isProved: true,
    isAccount: true,
  } as const;
  const verified = tx.$with("verified").as(
    noteChange(transaction, userId)
      .update(users)
      .set({ phone, phoneVerifiedAt: now, phoneClaim: null })
      .where(and(eq(users.id, userId), notExists(othersWith(tx, phone, userId)), not(heldByDraft(held))))
      .returning(),
  );
  const { emails } = releasedClaims(tx, sql`select id from verified`, null);
  const rows = await tx.with(verified, emails).select().from(verified);
  return rows[0] ?? null;
}

/**
 * Gives a user a number that nobody has verified, in place of one that was not verified either. It is not claimed: it
 * blocks nobody, and whoever reads its messages gets nothing by it.
 */
export async function setUnverifiedPhone(
  transaction: AccountTransaction,
  { userId, phone }: { userId: string; phone: string },
): Promise<void> {
  await noteChange(transaction, userId)
    .update(users)
    .set({ phone, phoneClaim: null })
    .where(and(eq(users.id, userId), isNull(users.phoneVerifiedAt)));
}

/**
 * Locks a number until the transaction ends, free or not: as with a username, hidden signups are in a table of their own,
 * so that no index detects two simultaneous signups with the same number.
 */
export async function holdPhone(tx: Transaction, phone: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`latchkey phone ${phone}`}, 0))`);
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
