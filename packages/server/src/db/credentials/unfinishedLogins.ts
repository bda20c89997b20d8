import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { UnfinishedLoginRow } from "../rows.ts";
import { knownClients, unfinishedLogins } from "../tables/notices.ts";

export type NewUnfinishedLogin = Omit<UnfinishedLoginRow, "reportedAt">;

/**
 * Stores that a login waits for its second factor; once.
 *
 * @param unlessKnownBy hash of the token of a client: nothing is stored if the user has logged in there before
 */
export async function insertUnfinishedLogin(
  tx: Transaction,
  row: NewUnfinishedLogin,
  unlessKnownBy: string | null,
): Promise<void> {
  const { id, userId, ip, userAgent, locale, createdAt, dueAt, expiresAt } = row;
  const isKnown = tx
    .select({ id: knownClients.id })
    .from(knownClients)
    .where(
      and(
        eq(knownClients.tokenHash, unlessKnownBy ?? ""),
        eq(knownClients.userId, userId),
        sql`${knownClients.expiresAt} > ${createdAt.toISOString()}::timestamptz`,
      ),
    );
  await tx
    .insert(unfinishedLogins)
    .select(
      sql`select ${id}::uuid, ${userId}::uuid, ${ip}::text, ${userAgent}::text, ${locale}::text,
        ${createdAt.toISOString()}::timestamptz, ${dueAt.toISOString()}::timestamptz, null::timestamptz,
        ${expiresAt.toISOString()}::timestamptz where not exists ${isKnown}`,
    )
    .onConflictDoNothing();
}

/** A login has got its second factor: there is nothing to report, unless it was reported already. */
export async function deleteUnfinishedLogin(tx: Transaction, id: string): Promise<void> {
  await tx.delete(unfinishedLogins).where(and(eq(unfinishedLogins.id, id), isNull(unfinishedLogins.reportedAt)));
}

const isDue = (now: Date) => and(isNull(unfinishedLogins.reportedAt), lte(unfinishedLogins.dueAt, now));

/** Users with logins that were never finished and are not reported yet. */
export async function findUsersToReport(
  database: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<string[]> {
  const rows = await database
    .selectDistinct({ userId: unfinishedLogins.userId })
    .from(unfinishedLogins)
    .where(isDue(now))
    .limit(limit);
  return rows.map(({ userId }) => userId);
}

/**
 * Takes what is due of a user: the newest one is kept, as reported, if it is to be; the others are deleted, since what was
 * not told must not count as told. The caller has locked the account.
 *
 * @param toldAfter nothing is to be reported if something was since
 * @returns the newest one, to be reported; null when nothing is
 */
export async function takeUnfinishedLogin(
  tx: Transaction,
  { userId, now, toldAfter }: { userId: string; now: Date; toldAfter: Date },
): Promise<UnfinishedLoginRow | null> {
  const due = and(eq(unfinishedLogins.userId, userId), isDue(now));
  const newest = tx
    .select({ id: unfinishedLogins.id })
    .from(unfinishedLogins)
    .where(due)
    .orderBy(desc(unfinishedLogins.createdAt))
    .limit(1);
  const told = sql`exists (select 1 from ${unfinishedLogins} as told where told.user_id = ${userId}::uuid and told.reported_at > ${toldAfter.toISOString()}::timestamptz)`;
  const dropped = tx.$with("dropped").as(
    tx
      .delete(unfinishedLogins)
      .where(and(due, sql`(${told} or ${unfinishedLogins.id} not in ${newest})`))
      .returning({ id: unfinishedLogins.id }),
  );
  const rows = await tx
    .with(dropped)
    .update(unfinishedLogins)
    .set({ reportedAt: now })
    .where(and(sql`${unfinishedLogins.id} in ${newest}`, due, sql`not ${told}`))
    .returning();
  return rows[0] ?? null;
}
