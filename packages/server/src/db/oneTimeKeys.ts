import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { heldOwner } from "./accounts/authority.ts";
import type { Database, Transaction } from "./database.ts";
import type { EmailRow, OneTimeKeyRow } from "./rows.ts";
import { emailAddresses } from "./tables/accounts.ts";
import { oneTimeKeys } from "./tables/sessions.ts";

/** A key is good for its address row only while that has the address that the key was mailed to. */
const isOf = and(eq(emailAddresses.id, oneTimeKeys.emailAddressId), eq(emailAddresses.address, oneTimeKeys.address));

export async function insertOneTimeKey(tx: Transaction, row: OneTimeKeyRow): Promise<void> {
  await tx.insert(oneTimeKeys).values(row);
}

/** What the key of a link would verify; looks without using it up. */
export async function findVerificationKey(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<EmailRow | null> {
  const rows = await database
    .select({ email: emailAddresses })
    .from(oneTimeKeys)
    .innerJoin(emailAddresses, isOf)
    .where(
      and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "verify_email"), gt(oneTimeKeys.expiresAt, now)),
    );
  return rows[0]?.email ?? null;
}

/**
 * Uses a key up that verifies an address: of two that present it at once, one does. The account is held from here on.
 *
 * It stands for its address, not for the account as it was: verifying an address takes nothing but the mailbox.
 *
 * All rows of the address are held before the key, in one order: of several users who verify it at once one does, and none
 * waits for one that waits for it.
 */
export async function takeVerificationKey(
  tx: Transaction,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<OneTimeKeyRow | null> {
  const isKey = and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "verify_email"));
  const owner = heldOwner(
    tx,
    sql`select ${oneTimeKeys.userId} from ${oneTimeKeys} where ${oneTimeKeys.keyHash} = ${keyHash}`,
  );
  const address = tx
    .select({ address: emailAddresses.address })
    .from(emailAddresses)
    .innerJoin(oneTimeKeys, isOf)
    .where(isKey);
  const held = tx.$with("held").as(
    tx
      .select({ id: emailAddresses.id, address: emailAddresses.address })
      .from(emailAddresses)
      .where(and(inArray(emailAddresses.address, address), sql`exists (select 1 from owner)`))
      .orderBy(emailAddresses.id)
      .for("update"),
  );
  const isHeld = sql`(${oneTimeKeys.emailAddressId}, ${oneTimeKeys.address}) in (select id, address from held)`;
  const rows = await tx
    .with(owner, held)
    .update(oneTimeKeys)
    .set({ usedAt: now })
    .where(and(isKey, gt(oneTimeKeys.expiresAt, now), isNull(oneTimeKeys.usedAt), isHeld))
    .returning();
  return rows[0] ?? null;
}

/** Looks at a key that resets a password; uses nothing up. */
export async function findResetKey(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<OneTimeKeyRow | null> {
  const rows = await database
    .select()
    .from(oneTimeKeys)
    .where(
      and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "password_reset"), gt(oneTimeKeys.expiresAt, now)),
    );
  return rows[0] ?? null;
}

/**
 * Uses a key up that resets a password: of two that present it at once, one gets the row. It is good only for the
 * account as it was when the key was mailed, which is held from here on.
 */
export async function takeResetKey(
  tx: Transaction,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<OneTimeKeyRow | null> {
  const isKey = and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "password_reset"));
  const isOwners = sql`exists (select 1 from owner where owner.version = ${oneTimeKeys.userVersion})`;
  const rows = await tx
    .with(
      heldOwner(tx, sql`select ${oneTimeKeys.userId} from ${oneTimeKeys} where ${oneTimeKeys.keyHash} = ${keyHash}`),
    )
    .delete(oneTimeKeys)
    .where(and(isKey, gt(oneTimeKeys.expiresAt, now), isOwners))
    .returning();
  return rows[0] ?? null;
}

/** Voids the keys of a user, of one purpose or of either. */
export async function deleteOneTimeKeysOf(
  tx: Transaction,
  userId: string,
  purpose?: OneTimeKeyRow["purpose"],
): Promise<void> {
  const isWanted = purpose === undefined ? undefined : eq(oneTimeKeys.purpose, purpose);
  await tx.delete(oneTimeKeys).where(and(eq(oneTimeKeys.userId, userId), isWanted));
}
