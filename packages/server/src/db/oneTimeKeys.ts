import { and, eq, gt } from "drizzle-orm";
import type { EmailRow } from "./accounts.ts";
import type { Database, Transaction } from "./database.ts";
import { emailAddresses, oneTimeKeys } from "./tables.ts";

export type OneTimeKeyRow = typeof oneTimeKeys.$inferSelect;
export type KeyPurpose = OneTimeKeyRow["purpose"];

export async function insertOneTimeKey(tx: Transaction, row: OneTimeKeyRow): Promise<void> {
  await tx.insert(oneTimeKeys).values(row);
}

/** What the key of a link would prove; looks without using it up. */
export async function findVerificationKey(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<EmailRow | null> {
  const rows = await database
    .select({ email: emailAddresses })
    .from(oneTimeKeys)
    .innerJoin(emailAddresses, eq(emailAddresses.id, oneTimeKeys.emailAddressId))
    .where(
      and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "verify_email"), gt(oneTimeKeys.expiresAt, now)),
    );
  return rows[0]?.email ?? null;
}

/** Looks at a key without using it up. */
export async function findOneTimeKey(
  database: Database,
  { keyHash, purpose, now }: { keyHash: string; purpose: KeyPurpose; now: Date },
): Promise<OneTimeKeyRow | null> {
  const rows = await database
    .select()
    .from(oneTimeKeys)
    .where(and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, purpose), gt(oneTimeKeys.expiresAt, now)));
  return rows[0] ?? null;
}

/** Uses a key up: of two that present it at once, one gets the row. */
export async function takeOneTimeKey(
  tx: Transaction,
  { keyHash, purpose, now }: { keyHash: string; purpose: KeyPurpose; now: Date },
): Promise<OneTimeKeyRow | null> {
  const rows = await tx
    .delete(oneTimeKeys)
    .where(and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, purpose), gt(oneTimeKeys.expiresAt, now)))
    .returning();
  return rows[0] ?? null;
}

/** Voids the keys of a user, of one purpose or of both. */
export async function deleteOneTimeKeysOf(tx: Transaction, userId: string, purpose?: KeyPurpose): Promise<void> {
  await tx
    .delete(oneTimeKeys)
    .where(and(eq(oneTimeKeys.userId, userId), purpose === undefined ? undefined : eq(oneTimeKeys.purpose, purpose)));
}
