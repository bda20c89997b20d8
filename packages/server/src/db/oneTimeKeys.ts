import { and, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { type Account, accountColumns, accountIn, accountOrder } from "./accounts/accounts.ts";
import { heldOwner } from "./accounts/authority.ts";
import { heldHiddenSignup } from "./accounts/hiddenSignups.ts";
import { ownerAsSeen, type SeenOwner, valuesOf } from "./accounts/seenOwner.ts";
import type { Database, Transaction } from "./database.ts";
import type { OneTimeKeyRow } from "./rows.ts";
import { emailAddresses, hiddenSignups, users } from "./tables/accounts.ts";
import { oneTimeKeys } from "./tables/sessions.ts";

/** Whether the row of a key has the key's address, or may still get it because its own is not verified. */
const mayHave = or(eq(emailAddresses.address, oneTimeKeys.address), isNull(emailAddresses.verifiedAt));

export async function insertOneTimeKey(tx: Transaction, row: OneTimeKeyRow): Promise<void> {
  await tx.insert(oneTimeKeys).values(row);
}

/**
 * Stores the key of a link that was requested for the owner of an address, in one statement.
 * @returns false when the owner has changed since it was found: the caller looks again
 */
export async function insertOneTimeKeyOf(tx: Transaction, row: OneTimeKeyRow, owner: SeenOwner): Promise<boolean> {
  const { locks, isAsSeen } = ownerAsSeen(tx, owner, row.id);
  const rows = await tx
    .with(...locks)
    .insert(oneTimeKeys)
    .select(sql`select ${valuesOf(oneTimeKeys, row)} where ${isAsSeen}`)
    .returning({ id: oneTimeKeys.id });
  return rows.length > 0;
}

/** What the key of a link would verify. */
export interface FoundVerificationKey {
  key: OneTimeKeyRow;
  /** Whether it has done so. */
  isVerified: boolean;
  /** Whether the address was added within a session and is pending there. */
  isAdded: boolean;
}

/** What the key of a link would verify; does not use it up. */
export async function findVerificationKey(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<FoundVerificationKey | null> {
  const rows = await database
    .select({
      key: oneTimeKeys,
      isVerified: sql<boolean>`coalesce(${emailAddresses.verifiedAt} is not null, false)`,
      isAdded: sql<boolean>`coalesce(${emailAddresses.addedUntil} is not null, false)`,
    })
    .from(oneTimeKeys)
    .leftJoin(emailAddresses, and(eq(emailAddresses.id, oneTimeKeys.emailAddressId), mayHave))
    .leftJoin(hiddenSignups, eq(hiddenSignups.id, oneTimeKeys.hiddenSignupId))
    .where(
      and(
        eq(oneTimeKeys.keyHash, keyHash),
        eq(oneTimeKeys.purpose, "verify_email"),
        gt(oneTimeKeys.expiresAt, now),
        sql`coalesce(${emailAddresses.id}, ${hiddenSignups.id}) is not null`,
      ),
    );
  return rows[0] ?? null;
}

/**
 * Uses up a key that verifies an address: of two calls that present it at the same time, one succeeds. The account or
 * the hidden signup is locked from here on.
 *
 * The key represents its address, not the version of the account: verifying an address requires nothing but the
 * mailbox.
 *
 * All rows of the address are locked before the key, in one order: of several users who verify it at the same time one
 * succeeds, and there is no deadlock.
 */
export async function takeVerificationKey(
  tx: Transaction,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<OneTimeKeyRow | null> {
  const isKey = and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "verify_email"));
  const address = tx.select({ address: oneTimeKeys.address }).from(oneTimeKeys).where(isKey);
  const id = tx.select({ id: oneTimeKeys.emailAddressId }).from(oneTimeKeys).where(isKey);
  const held = tx.$with("held").as(
    tx
      .select({ id: emailAddresses.id, address: emailAddresses.address, verifiedAt: emailAddresses.verifiedAt })
      .from(emailAddresses)
      .where(
        and(
          or(inArray(emailAddresses.address, address), inArray(emailAddresses.id, id)),
          sql`exists (select 1 from owner)`,
        ),
      )
      .orderBy(emailAddresses.id)
      .for("update"),
  );
  const isHeld = sql`(exists (select 1 from held where held.id = ${oneTimeKeys.emailAddressId}
    and (held.address = ${oneTimeKeys.address} or held.verified_at is null))
    or exists (select 1 from held_signup))`;
  const rows = await tx
    .with(...heldBehind(tx, keyHash), held)
    .update(oneTimeKeys)
    .set({ usedAt: now })
    .where(and(isKey, gt(oneTimeKeys.expiresAt, now), isNull(oneTimeKeys.usedAt), isHeld))
    .returning();
  return rows[0] ?? null;
}

/** A key that resets a password, and its owner: an account, or a hidden signup. */
export interface FoundResetKey {
  key: OneTimeKeyRow;
  account: Account | null;
  /** The contents of the hidden signup. */
  draft: unknown;
}

/** Reads a key that resets a password, and its account; uses nothing up. */
export async function findResetKey(
  database: Database,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<FoundResetKey | null> {
  const rows = await database
    .select({ key: oneTimeKeys, draft: hiddenSignups.draft, ...accountColumns })
    .from(oneTimeKeys)
    .leftJoin(hiddenSignups, eq(hiddenSignups.id, oneTimeKeys.hiddenSignupId))
    .leftJoin(users, eq(users.id, oneTimeKeys.userId))
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .where(
      and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "password_reset"), gt(oneTimeKeys.expiresAt, now)),
    )
    .orderBy(...accountOrder);
  const [row] = rows;
  return row === undefined ? null : { key: row.key, draft: row.draft, account: accountIn(rows) };
}

/**
 * Uses up a key that resets a password: of two calls that present it at the same time, one gets the row. It is valid
 * only for the account as it was when the key was mailed, or for a hidden signup, which is locked from here on.
 */
export async function takeResetKey(
  tx: Transaction,
  { keyHash, now }: { keyHash: string; now: Date },
): Promise<OneTimeKeyRow | null> {
  const isKey = and(eq(oneTimeKeys.keyHash, keyHash), eq(oneTimeKeys.purpose, "password_reset"));
  const isOwners = sql`(exists (select 1 from owner where owner.version = ${oneTimeKeys.userVersion})
    or exists (select 1 from held_signup))`;
  const rows = await tx
    .with(...heldBehind(tx, keyHash))
    .delete(oneTimeKeys)
    .where(and(isKey, gt(oneTimeKeys.expiresAt, now), isOwners))
    .returning();
  return rows[0] ?? null;
}

/** Locks the account or the hidden signup behind a key, before the key. */
function heldBehind(tx: Transaction, keyHash: string) {
  const of = (column: typeof oneTimeKeys.userId | typeof oneTimeKeys.hiddenSignupId) =>
    sql`select ${column} from ${oneTimeKeys} where ${oneTimeKeys.keyHash} = ${keyHash}`;
  return [heldOwner(tx, of(oneTimeKeys.userId)), heldHiddenSignup(tx, of(oneTimeKeys.hiddenSignupId))] as const;
}

/** Voids the links to an address that a signup no longer uses. */
export async function deleteVerificationKeys(
  tx: Transaction,
  of: { emailAddressId: string } | { hiddenSignupId: string },
): Promise<void> {
  const isOf =
    "emailAddressId" in of
      ? eq(oneTimeKeys.emailAddressId, of.emailAddressId)
      : eq(oneTimeKeys.hiddenSignupId, of.hiddenSignupId);
  await tx.delete(oneTimeKeys).where(and(isOf, eq(oneTimeKeys.purpose, "verify_email")));
}

/** Voids the keys of a user, of one purpose or of both. */
export async function deleteOneTimeKeysOf(
  tx: Transaction,
  userId: string,
  purpose?: OneTimeKeyRow["purpose"],
): Promise<void> {
  const isWanted = purpose === undefined ? undefined : eq(oneTimeKeys.purpose, purpose);
  await tx.delete(oneTimeKeys).where(and(eq(oneTimeKeys.userId, userId), isWanted));
}
