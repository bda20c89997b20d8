import { and, eq, gt, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import { type AccountTransaction, noteChange } from "./accounts/accountTransaction.ts";
import type { Database, Transaction } from "./database.ts";
import type { EmailRow, FlowRow, SessionRow, UserRow } from "./rows.ts";
import { users } from "./tables/accounts.ts";
import { oneTimeKeys, sessions } from "./tables/sessions.ts";

/** What a request needs of a session's user: every column costs each call. */
export type SessionUser = Pick<
  UserRow,
  "id" | "username" | "phone" | "phoneVerifiedAt" | "passwordHash" | "data" | "version"
>;

/** What a request needs of the user's primary address. */
export type SessionEmail = Pick<EmailRow, "address" | "verifiedAt">;

/** A session with everything that a request needs of it. */
export interface FoundSession {
  session: SessionRow;
  user: SessionUser;
  primaryEmail: SessionEmail | null;
  /** What is pending within the session, newest first. */
  flows: FlowRow[];
}

export type SessionReader = (tokenHash: string, now: Date) => Promise<FoundSession | null>;

/**
 * Inserts a session, if the user is active and has the version that the login saw; also records the login and voids the
 * keys that would reset the password.
 *
 * @returns false when the user is no longer as the login saw it
 */
export async function insertSession(
  tx: Transaction,
  row: SessionRow,
  { version }: Pick<UserRow, "version">,
): Promise<boolean> {
  const user = tx.$with("login").as(
    tx
      .update(users)
      .set({ lastLoginAt: row.createdAt })
      .where(and(eq(users.id, row.userId), eq(users.isActive, true), eq(users.version, version)))
      .returning({ id: users.id }),
  );
  const voided = tx.$with("voided").as(
    tx
      .delete(oneTimeKeys)
      .where(and(eq(oneTimeKeys.userId, row.userId), eq(oneTimeKeys.purpose, "password_reset")))
      .returning({ id: oneTimeKeys.id }),
  );
  const inserted = await tx
    .with(user, voided)
    .insert(sessions)
    .select(
      sql`select ${row.id}::uuid, ${row.tokenHash}::text, "login"."id", ${row.client}::text, ${JSON.stringify(row.methods)}::jsonb,
        ${row.reauthenticatedAt.toISOString()}::timestamptz, ${row.isPersistent}::boolean, ${row.ip}::text,
        ${row.userAgent}::text, ${row.createdAt.toISOString()}::timestamptz, ${row.lastSeenAt.toISOString()}::timestamptz,
        ${row.expiresAt.toISOString()}::timestamptz, ${row.actor}::text from "login"`,
    )
    .returning({ id: sessions.id });
  return inserted.length > 0;
}

/** The sessions of a user that have not ended, newest first. */
export async function findSessionsOf(database: Database, userId: string, now: Date): Promise<SessionRow[]> {
  return database
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .orderBy(sql`${sessions.createdAt} desc`, sessions.id);
}

/** A session that goes on, with what was proved in it since it was read. */
export type LivingSession = Pick<SessionRow, "id" | "methods" | "reauthenticatedAt">;

/** Sessions that may have ended. */
export interface AskedSessions {
  ids: readonly string[];
  now: Date;
  /** Null where sessions may be idle. */
  seenAfter: Date | null;
}

/** Those of these sessions that still exist, for a caller that reports the others as ended. */
export async function findLivingSessions(
  database: Database,
  { ids, now, seenAfter }: AskedSessions,
): Promise<LivingSession[]> {
  const isUsed = seenAfter === null ? undefined : gt(sessions.lastSeenAt, seenAfter);
  // One parameter, as text that every driver passes on unchanged: a statement has no more than 65,535.
  const isAsked = sql`${sessions.id} = any(${`{${ids.join(",")}}`}::text::uuid[])`;
  return database
    .select({ id: sessions.id, methods: sessions.methods, reauthenticatedAt: sessions.reauthenticatedAt })
    .from(sessions)
    .innerJoin(users, and(eq(users.id, sessions.userId), eq(users.isActive, true)))
    .where(and(isAsked, gt(sessions.expiresAt, now), isUsed));
}

/** Ends sessions of a user by id. @returns false when some were not this user's: then the caller must not commit */
export async function deleteSessionsOf(
  transaction: AccountTransaction,
  userId: string,
  ids: readonly string[],
): Promise<boolean> {
  const wanted = [...new Set(ids)];
  const rows = await noteChange(transaction, userId)
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), inArray(sessions.id, wanted)))
    .returning({ id: sessions.id });
  return rows.length === wanted.length;
}

/** A user's own sessions besides one that have not ended: not those of an actor. */
export interface OtherSessions {
  userId: string;
  exceptId: string;
  now: Date;
  /** Null where sessions may be idle. */
  seenAfter: Date | null;
}

function isOther({ userId, exceptId, now, seenAfter }: OtherSessions): SQL | undefined {
  return and(
    eq(sessions.userId, userId),
    ne(sessions.id, exceptId),
    isNull(sessions.actor),
    gt(sessions.expiresAt, now),
    seenAfter === null ? undefined : gt(sessions.lastSeenAt, seenAfter),
  );
}

/** The caller has locked the account, so that no login adds one meanwhile. */
export async function countOtherSessions(tx: Transaction, others: OtherSessions): Promise<number> {
  return tx.$count(sessions, isOther(others));
}

/**
 * Ends the oldest of a user's other sessions, so that `keep` are left. The caller has locked the account.
 *
 * @returns their ids
 */
export async function endOldestSessions(
  transaction: AccountTransaction,
  others: OtherSessions,
  keep: number,
): Promise<string[]> {
  const tx = noteChange(transaction, others.userId);
  const oldest = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(isOther(others))
    .orderBy(sql`${sessions.createdAt} desc`, sessions.id)
    .offset(keep);
  const ended = await tx.delete(sessions).where(inArray(sessions.id, oldest)).returning({ id: sessions.id });
  return ended.map(({ id }) => id);
}

/** Ends every session of a user but one (or none). */
export async function deleteOtherSessions(
  transaction: AccountTransaction,
  userId: string,
  keptId: string | null,
): Promise<void> {
  await noteChange(transaction, userId)
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), keptId === null ? undefined : ne(sessions.id, keptId)));
}

/** Ends one session by the hash of its token. @returns its user; null when it had ended already. */
export async function deleteSessionByToken(
  { tx, changed }: AccountTransaction,
  tokenHash: string,
): Promise<Pick<SessionRow, "id" | "userId" | "actor"> | null> {
  const rows = await tx
    .delete(sessions)
    .where(eq(sessions.tokenHash, tokenHash))
    .returning({ id: sessions.id, userId: sessions.userId, actor: sessions.actor });
  const [ended = null] = rows;
  if (ended !== null) changed(ended.userId);
  return ended;
}

/** When and from where a session is used. */
export interface SessionUse extends Pick<SessionRow, "lastSeenAt">, Partial<Pick<SessionRow, "ip" | "userAgent">> {}

/**
 * Records that a session was used. The clocks of processes differ: one that is behind does not make it seem less
 * recently used than another has recorded.
 *
 * @returns null when it has ended; `locked` when another transaction is changing or ending it
 */
export async function noteUse(database: Database, id: string, use: SessionUse): Promise<SessionRow | "locked" | null> {
  const lastSeenAt = sql`greatest(${sessions.lastSeenAt}, ${use.lastSeenAt.toISOString()}::timestamptz)`;
  const free = database
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.id, id))
    .for("no key update", { skipLocked: true });
  const noted = database.$with("noted").as(
    database
      .update(sessions)
      .set({ ...use, lastSeenAt })
      .where(inArray(sessions.id, free))
      .returning(),
  );
  const rows = await database
    .with(noted)
    .select()
    .from(sessions)
    .leftJoin(noted, eq(noted.id, sessions.id))
    .where(eq(sessions.id, id));
  const [row] = rows;
  return row === undefined ? null : (row.noted ?? "locked");
}

/** Changes a session in place, if it still exists. */
export async function updateSession(
  tx: Transaction,
  id: string,
  change: Partial<Pick<SessionRow, "tokenHash" | "methods" | "reauthenticatedAt" | "lastSeenAt" | "ip" | "userAgent">>,
): Promise<SessionRow | null> {
  const rows = await tx.update(sessions).set(change).where(eq(sessions.id, id)).returning();
  return rows[0] ?? null;
}
