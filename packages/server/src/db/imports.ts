import { and, eq, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import type { Transaction } from "./database.ts";
import { emailAddresses, users } from "./tables/accounts.ts";
import { authenticators, recoveryCodes } from "./tables/credentials.ts";
import { imports } from "./tables/operations.ts";

/**
 * Remembers what is being imported. Of two imports at the same time, the second waits here for the first to commit.
 *
 * @returns the keys that were not known yet
 */
export async function rememberImports(tx: Transaction, keys: readonly string[], createdAt: Date): Promise<Set<string>> {
  const rows = await tx
    .insert(imports)
    .values(keys.map((keyHash) => ({ keyHash, createdAt })))
    .onConflictDoNothing()
    .returning({ keyHash: imports.keyHash });
  return new Set(rows.map(({ keyHash }) => keyHash));
}

/** Forgets what could not be imported after all: the next run tries it again. */
export async function forgetImports(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx.delete(imports).where(inArray(imports.keyHash, [...keys]));
}

/** Those of the addresses that another account has verified. */
export async function verifiedAmong(
  tx: Transaction,
  addresses: readonly string[],
  userId: string,
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const rows = await tx
    .select({ address: emailAddresses.address })
    .from(emailAddresses)
    .where(
      and(
        inArray(emailAddresses.address, [...addresses]),
        isNotNull(emailAddresses.verifiedAt),
        ne(emailAddresses.userId, userId),
      ),
    );
  return new Set(rows.map(({ address }) => address));
}

export async function isPhoneVerified(tx: Transaction, phone: string): Promise<boolean> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.phone, phone), isNotNull(users.phoneVerifiedAt)));
  return rows.length > 0;
}

/** Locks a user's row until the transaction ends. @returns false when there is none */
export async function lockUser(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.select({ id: users.id }).from(users).where(eq(users.id, id)).for("update");
  return rows.length > 0;
}

/**
 * Marks the factors of a user as the user's own, for which the app does not vouch, and deletes the passkeys that are only
 * recognised because they were imported: those without the owner's handle.
 *
 * @returns the ids of those that were deleted
 */
export async function disownFactors(tx: Transaction, userId: string): Promise<string[]> {
  const isUsers = and(eq(authenticators.userId, userId), eq(authenticators.isImported, true));
  const deleted = await tx
    .delete(authenticators)
    .where(and(isUsers, eq(authenticators.type, "webauthn"), isNull(authenticators.userHandle)))
    .returning({ id: authenticators.id });
  await tx.update(authenticators).set({ isImported: false }).where(isUsers);
  await tx.update(recoveryCodes).set({ isImported: false }).where(eq(recoveryCodes.userId, userId));
  return deleted.map(({ id }) => id);
}
