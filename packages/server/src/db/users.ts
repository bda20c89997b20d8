import { eq } from "drizzle-orm";
import type { UserRow } from "./accounts.ts";
import type { Transaction } from "./database.ts";
import { users } from "./tables.ts";

/** @returns null when the user is gone */
export async function updateUser(
  tx: Transaction,
  id: string,
  change: Partial<Pick<UserRow, "username" | "usernameKey" | "data" | "isActive">>,
): Promise<UserRow | null> {
  const rows = await tx.update(users).set(change).where(eq(users.id, id)).returning();
  return rows[0] ?? null;
}

/** Deletes a user and, by cascade, all that is theirs. @returns false when it was gone already */
export async function deleteUser(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.delete(users).where(eq(users.id, id)).returning({ id: users.id })).length > 0;
}

/** Reads a user and keeps others from changing it until the transaction ends. */
export async function lockUser(tx: Transaction, id: string): Promise<UserRow | null> {
  const rows = await tx.select().from(users).where(eq(users.id, id)).for("update");
  return rows[0] ?? null;
}

/** @returns false when there is no such user */
export async function setActive(tx: Transaction, id: string, isActive: boolean): Promise<boolean> {
  return (await updateUser(tx, id, { isActive })) !== null;
}
