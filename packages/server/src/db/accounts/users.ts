import { and, eq, ne, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { UserRow } from "../rows.ts";
import { hiddenSignups, users } from "../tables/accounts.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";

/** @returns null when the user is gone */
export async function updateUser(
  transaction: AccountTransaction,
  id: string,
  change: Partial<Pick<UserRow, "username" | "usernameKey" | "data" | "isActive">>,
): Promise<UserRow | null> {
  const rows = await noteChange(transaction, id).update(users).set(change).where(eq(users.id, id)).returning();
  return rows[0] ?? null;
}

/** Whether somebody has a user name, or a hidden signup gave it: one statement. @param userId whose own it may be [nobody's] */
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
 * Holds a user name until the transaction ends, free or not: accounts and hidden signups are kept in two tables, so that no
 * index sees that two who come at once ask for the same name.
 */
export async function holdUsername(tx: Transaction, usernameKey: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`latchkey username ${usernameKey}`}, 0))`);
}

/** Deletes a user and, by cascade, all that is theirs. @returns false when it was gone already */
export async function deleteUser(transaction: AccountTransaction, id: string): Promise<boolean> {
  return (
    (await noteChange(transaction, id).delete(users).where(eq(users.id, id)).returning({ id: users.id })).length > 0
  );
}
