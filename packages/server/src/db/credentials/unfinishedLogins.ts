import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Database, shifted, type Transaction, timeOf } from "../database.ts";
import type { UnfinishedLoginRow } from "../rows.ts";
import { knownClients, unfinishedLogins } from "../tables/notices.ts";

/**
 * A login that waits. Any process may report it, so that all go by a clock that they share: one that is ahead must not
 * report a login that can still be finished.
 */
export interface NewUnfinishedLogin extends Omit<UnfinishedLoginRow, "reportedAt" | "dueAt" | "expiresAt"> {
  /** Now; null: by the database's own clock. */
  at: Date | null;
  /** Seconds after which the login can no longer be finished. */
  dueIn: number;
  /** Seconds after that, within which it counts as told. */
  keptFor: number;
}

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
  const { id, userId, ip, userAgent, locale, createdAt, at, dueIn, keptFor } = row;
  const now = timeOf(at);
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
        ${createdAt.toISOString()}::timestamptz, ${shifted(now, dueIn)}, null::timestamptz,
        ${shifted(now, dueIn + keptFor)} where not exists ${isKnown}`,
    )
    .onConflictDoNothing();
}

/** A login has got its second factor: there is nothing to report, unless it was reported already. */
export async function deleteUnfinishedLogin(tx: Transaction, id: string): Promise<void> {
  await tx.delete(unfinishedLogins).where(and(eq(unfinishedLogins.id, id), isNull(unfinishedLogins.reportedAt)));
}

const isDue = (now: SQL) => and(isNull(unfinishedLogins.reportedAt), sql`${unfinishedLogins.dueAt} <= ${now}`);

/** Users with logins that were never finished and are not reported yet. @param at null: by the database's own clock */
export async function findUsersToReport(
  database: Database,
  { at, limit }: { at: Date | null; limit: number },
): Promise<string[]> {
  const rows = await database
    .selectDistinct({ userId: unfinishedLogins.userId })
    .from(unfinishedLogins)
    .where(isDue(timeOf(at)))
    .limit(limit);
  return rows.map(({ userId }) => userId);
}

/**
 * Takes what is due of a user: the newest one is kept, as reported, if it is to be; the others are deleted, since what was
 * not told must not count as told. The caller has locked the account.
 *
 * @param asked `at`: null: by the database's own clock. `period`: nothing is to be reported if something was in these last
 *   seconds
 * @returns the newest one, to be reported; null when nothing is
 */
export async function takeUnfinishedLogin(
  tx: Transaction,
  { userId, at, period }: { userId: string; at: Date | null; period: number },
): Promise<UnfinishedLoginRow | null> {
  const now = timeOf(at);
  const due = and(eq(unfinishedLogins.userId, userId), isDue(now));
  const newest = tx
    .select({ id: unfinishedLogins.id })
    .from(unfinishedLogins)
    .where(due)
    .orderBy(desc(unfinishedLogins.createdAt))
    .limit(1);
  const told = sql`exists (select 1 from ${unfinishedLogins} as told where told.user_id = ${userId}::uuid and told.reported_at > ${shifted(now, -period)})`;
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
