import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { RecoveryCodeRow } from "../rows.ts";
import { recoveryCodes } from "../tables/credentials.ts";

/** The recovery codes of a user, including used ones. */
export async function findRecoveryCodesOf(database: Database, userId: string): Promise<RecoveryCodeRow[]> {
  return database
    .select()
    .from(recoveryCodes)
    .where(eq(recoveryCodes.userId, userId))
    .orderBy(asc(recoveryCodes.createdAt), asc(recoveryCodes.id));
}

/** Replaces all recovery codes of the user. */
export async function replaceRecoveryCodes(
  tx: Transaction,
  userId: string,
  rows: readonly RecoveryCodeRow[],
): Promise<void> {
  await deleteRecoveryCodesOf(tx, userId);
  await tx.insert(recoveryCodes).values([...rows]);
}

/**
 * Uses a code up: of twenty that arrive together, one is accepted.
 *
 * @param codeHashes the MACs of the entered code, under each secret
 */
export async function takeRecoveryCode(
  tx: Transaction,
  { userId, codeHashes, now }: { userId: string; codeHashes: readonly string[]; now: Date },
): Promise<boolean> {
  if (codeHashes.length === 0) return false;
  const rows = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        inArray(recoveryCodes.codeHash, [...codeHashes]),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  return rows.length > 0;
}

/** Removes the recovery codes of a user: all, or all but those that the app imported. */
export async function deleteRecoveryCodesOf(
  tx: Transaction,
  userId: string,
  { keepsImported = false }: { keepsImported?: boolean } = {},
): Promise<void> {
  await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), keepsImported ? eq(recoveryCodes.isImported, false) : undefined));
}
