import { and, eq, gt, ne, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { waitsBriefly } from "../retries/lockTimeout.ts";
import type { SessionRow, UserRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { sessions } from "../tables/sessions.ts";
import type { AccountTransaction } from "./accountTransaction.ts";
import { type Raise, raising } from "./raise.ts";

/**
 * The statements that prove a right where it is used.
 *
 * Each locks the account's row first, and only then its own subject: concurrent changes of the same account wait there,
 * so that no two can deadlock.
 */

/**
 * Locks a session and its user until the transaction ends, so that neither can end or change meanwhile.
 *
 * @returns the current user; null when the session has ended, its token was renewed, or the user is not active
 */
export async function holdSession(
  tx: Transaction,
  { session, now }: { session: Pick<SessionRow, "id" | "userId" | "tokenHash">; now: Date },
): Promise<UserRow | null> {
  const owner = tx.$with("owner").as(
    tx
      .select()
      .from(users)
      .where(and(eq(users.id, session.userId), eq(users.isActive, true)))
      .for("no key update"),
  );
  const rows = await tx
    .with(owner)
    .select()
    .from(sessions)
    .innerJoin(owner, eq(owner.id, sessions.userId))
    .where(and(eq(sessions.id, session.id), eq(sessions.tokenHash, session.tokenHash), gt(sessions.expiresAt, now)))
    .for("key share", { of: sessions });
  return rows[0]?.owner ?? null;
}

/** Locks a user until the transaction ends. @returns null when it no longer exists */
export async function holdUser(tx: Transaction, userId: string): Promise<UserRow | null> {
  const rows = await tx.select().from(users).where(eq(users.id, userId)).for("no key update");
  return rows[0] ?? null;
}

/** The account behind a row that is about to be consumed, locked; to be put before the statement that consumes it. */
export function heldOwner(tx: Transaction, userId: SQL) {
  return tx
    .$with("owner")
    .as(
      tx
        .select({ id: users.id, version: users.version })
        .from(users)
        .where(sql`${users.id} = (${userId})`)
        .for("no key update"),
    );
}

/** Which sessions of a user are to end, and why. */
export interface EndSessions {
  userId: string;
  /** The one that is kept; null: none. */
  keptId: string | null;
  now: Date;
  reason: Raise["reason"];
}

/**
 * Ends every session of a user but one, and voids what is pending for the account: one statement, which also verifies
 * that the kept session still exists.
 *
 * A statement sees the sessions that existed when it began. If it had to wait for a login to commit, it does not see
 * that login's session, and runs again.
 *
 * @returns how many sessions ended; null when the kept one has itself ended, or the user no longer exists
 */
export async function endSessions(transaction: AccountTransaction, asked: EndSessions): Promise<number | null> {
  let ended = 0;
  for (;;) {
    const rows = await endSeenSessions(transaction, asked);
    const [first] = rows;
    if (first === undefined) return null;
    ended += rows.filter(({ id }) => id !== null).length;
    if (!first.hasWaited) return ended;
  }
}

async function endSeenSessions(transaction: AccountTransaction, { userId, keptId, now, reason }: EndSessions) {
  const { tx: database } = transaction;
  const owner = database.$with("owner").as(
    database
      .select({ id: users.id, row: sql<string>`${users}.xmin::text`.as("row") })
      .from(users)
      .where(and(eq(users.id, userId), waitsBriefly))
      .for("no key update"),
  );
  const isKept = and(eq(sessions.id, keptId ?? userId), eq(sessions.userId, userId), gt(sessions.expiresAt, now));
  const kept =
    keptId === null
      ? database.$with("kept").as(database.select({ id: owner.id }).from(owner))
      : database
          .$with("kept")
          .as(
            database
              .select({ id: sessions.id })
              .from(sessions)
              .where(and(isKept, sql`exists (select 1 from owner)`))
              .for("key share"),
          );
  const { raised, others } = raising(transaction, {
    userId,
    raise: { reason },
    condition: sql`exists (select 1 from kept)`,
  });
  const gone = database.$with("gone").as(
    database
      .delete(sessions)
      .where(
        and(
          eq(sessions.userId, userId),
          keptId === null ? undefined : ne(sessions.id, keptId),
          sql`exists (select 1 from kept)`,
        ),
      )
      .returning({ id: sessions.id }),
  );
  // The locked row is the newest version; a second read gives the version from the beginning of the statement.
  const hasWaited = sql<boolean>`exists (select 1 from owner where owner.row <> (select xmin::text from ${users} where id = owner.id))`;
  return database
    .with(owner, kept, raised, ...others, gone)
    .select({ id: gone.id, hasWaited })
    .from(kept)
    .leftJoin(gone, sql`true`);
}
