import { and, eq, ne, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { UserRow } from "../rows.ts";
import { hiddenSignups, users } from "../tables/accounts.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";

/** @returns null when the user no longer exists */
export async function updateUser(
  transaction: AccountTransaction,
  id: string,
  change: Partial<Pick<UserRow, "username" | "usernameKey" | "data" | "isActive">>,
): Promise<UserRow | null> {
  const rows = await noteChange(transaction, id).update(users).set(change).where(eq(users.id, id)).returning();
  return rows[0] ?? null;
}

/**
 * Whether a username is taken by a user or a hidden signup: one statement.
 * @param userId a user who may have it [none]
 */
export async function isUsernameTaken(
  database: Database,
  { usernameKey, userId }: { usernameKey: string; userId?: string },
): Promise<boolean> {
  const hidden = database
    .select({ id: hiddenSignups.id })
    .from(hiddenSignups)
    .where(
      and(eq(hiddenSignups.usernameKey, usernameKey), userId === undefined ? undefined : ne(hiddenSignups.id, userId)),
    );
  const rows = await database
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.usernameKey, usernameKey), userId === undefined ? undefined : ne(users.id, userId)))
    .unionAll(hidden);
  return rows.length > 0;
}

/**
 * Locks a username until the transaction ends, free or not: accounts and hidden signups are in two tables, so that no
 * index detects two simultaneous signups with the same name.
 */
export async function holdUsername(tx: Transaction, usernameKey: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`latchkey username ${usernameKey}`}, 0))`);
}

/** Deletes a user and, by cascade, everything of theirs. @returns false when it was already deleted */
export async function deleteUser(transaction: AccountTransaction, id: string): Promise<boolean> {
  return (
    (await noteChange(transaction, id).delete(users).where(eq(users.id, id)).returning({ id: users.id })).length > 0
  );
}
