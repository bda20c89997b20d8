import { and, asc, eq, sql } from "drizzle-orm";
import { type Database, iso, type Transaction } from "../database.ts";
import { waitsBriefly } from "../retries/lockTimeout.ts";
import type { SocialAccountRow } from "../rows.ts";
import { hiddenSignups } from "../tables/accounts.ts";
import { socialAccounts } from "../tables/credentials.ts";

/** The provider accounts of a user, the oldest first. */
export async function findSocialAccountsOf(database: Database, userId: string): Promise<SocialAccountRow[]> {
  return database
    .select()
    .from(socialAccounts)
    .where(eq(socialAccounts.userId, userId))
    .orderBy(asc(socialAccounts.createdAt), asc(socialAccounts.id));
}

/**
 * Locks a provider account until the transaction ends, connected or not: as with usernames, connections and hidden
 * signups are in two tables, so that no index detects two simultaneous calls with the same one.
 */
export async function holdProviderAccount(
  tx: Transaction,
  { provider, uid }: Pick<SocialAccountRow, "provider" | "uid">,
): Promise<void> {
  const key = `latchkey provider account ${provider} ${uid}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/**
 * Connects a provider account; of two users at the same time, one gets it.
 *
 * @returns false when it is connected already, or a hidden signup was created with it: nobody may learn that there is
 *   no account
 */
export async function insertSocialAccount(tx: Transaction, row: SocialAccountRow): Promise<boolean> {
  const { provider, uid } = row;
  const isHidden = tx
    .select({ one: sql`1` })
    .from(hiddenSignups)
    .where(and(eq(hiddenSignups.provider, provider), eq(hiddenSignups.uid, uid)));
  const rows = await tx
    .insert(socialAccounts)
    .select(
      sql`select ${row.id}::uuid, ${row.userId}::uuid, ${provider}::text, ${uid}::text, ${row.display}::text,
        ${row.tokensSealed}::text, ${iso(row.createdAt)}::timestamptz where not exists (${isHidden})`,
    )
    .onConflictDoNothing({ target: [socialAccounts.provider, socialAccounts.uid] })
    .returning({ id: socialAccounts.id });
  return rows.length > 0;
}

/**
 * Locks a provider account of a user until the transaction ends, so that it is not disconnected meanwhile.
 *
 * @returns false when the user has no such provider account
 */
export async function holdSocialAccount(
  tx: Transaction,
  { userId, provider, uid }: { userId: string; provider: string; uid: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: socialAccounts.id })
    .from(socialAccounts)
    .where(and(eq(socialAccounts.userId, userId), eq(socialAccounts.provider, provider), eq(socialAccounts.uid, uid)))
    .for("key share");
  return rows.length > 0;
}

/**
 * Stores newer tokens.
 * @param from the sealed ones that were read; tokens that another call has stored meanwhile are kept
 */
export async function replaceTokens(
  database: Database,
  { id, from, to }: { id: string; from: string | null; to: string | null },
): Promise<boolean> {
  const seen = from === null ? undefined : eq(socialAccounts.tokensSealed, from);
  const rows = await database
    .update(socialAccounts)
    .set({ tokensSealed: to })
    .where(and(eq(socialAccounts.id, id), seen, waitsBriefly))
    .returning({ id: socialAccounts.id });
  return rows.length > 0;
}

/** @returns the removed row; null when the user has no such provider account */
export async function deleteSocialAccount(
  tx: Transaction,
  { userId, provider, uid }: { userId: string; provider: string; uid: string },
): Promise<SocialAccountRow | null> {
  const rows = await tx
    .delete(socialAccounts)
    .where(and(eq(socialAccounts.userId, userId), eq(socialAccounts.provider, provider), eq(socialAccounts.uid, uid)))
    .returning();
  return rows[0] ?? null;
}

/** Removes every connection of a user. @returns how many there were */
export async function deleteSocialAccountsOf(tx: Transaction, userId: string): Promise<number> {
  const rows = await tx
    .delete(socialAccounts)
    .where(eq(socialAccounts.userId, userId))
    .returning({ id: socialAccounts.id });
  return rows.length;
}
