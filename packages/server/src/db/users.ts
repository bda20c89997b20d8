import { eq } from "drizzle-orm";
import type { UserRow } from "./accounts.ts";
import type { Transaction } from "./database.ts";
import { users } from "./tables.ts";

/** @returns null when the user is gone */
export async function updateUser(
  tx: Transaction,
  id: string,
  change: Partial<Pick<UserRow, "username" | "usernameKey" | "data" | "isActive" | "hasImportedFactors">>,
): Promise<UserRow | null> {
  const rows = await tx.update(users).set(change).where(eq(users.id, id)).returning();
  return rows[0] ?? null;
}

/** Deletes a user and, by cascade, all that is theirs. @returns false when it was gone already */
export async function deleteUser(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.delete(users).where(eq(users.id, id)).returning({ id: users.id })).length > 0;
}
