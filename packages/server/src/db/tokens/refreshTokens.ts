import { and, eq, gt, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { type Database, shifted, type Transaction, timeOf } from "../database.ts";
import { waitsBriefly } from "../retries/lockTimeout.ts";
import type { RefreshTokenRow, SessionRow, UserRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { sessions } from "../tables/sessions.ts";
import { refreshTokens } from "../tables/tokens.ts";

/** A session's refresh token, the session and its user, all of which are valid. */
export interface FoundRefreshToken {
  refreshToken: RefreshTokenRow;
  session: SessionRow;
  user: UserRow;
}

/**
 * The conditions for a valid session: not expired at this time, and used since then; null where sessions may be idle.
 */
export interface Standing {
  now: Date;
  seenAfter: Date | null;
}

/** Gives a session its first refresh token, or a new one that replaces all previous ones: those name another chain. */
export async function putRefreshToken(
  tx: Transaction,
  row: Pick<RefreshTokenRow, "id" | "sessionId" | "tokenHash" | "keyThumbprint" | "userVersion">,
): Promise<void> {
  const unused = { usedHash: null, usedAt: null, successorSalt: null };
  await tx
    .insert(refreshTokens)
    .values({ ...row, ...unused })
    .onConflictDoUpdate({ target: refreshTokens.sessionId, set: { ...row, ...unused } });
}

/** What is stored with the use of a refresh token. */
export interface RefreshTokenUse extends Standing {
  tokenHash: string;
  successorHash: string;
  successorSalt: string;
  /** Of the key that the client proves to hold. A token without a key is bound to it from now on. */
  keyThumbprint: string | null;
  /** When that is; see {@link Grace}. */
  usedAt: Date | null;
}

/**
 * For how long the last used token is answered again. Another process may have stored when it was used, so both go by a
 * clock that they share: a lost response must not end a session because their own differ.
 */
export interface Grace {
  /** Now; null: by the database's own clock. */
  at: Date | null;
  seconds: number;
}

/** The current token of a chain, when an earlier one of it is presented. */
export interface FoundChain extends FoundRefreshToken {
  /** Whether the last use was within the grace. */
  isRecent: boolean;
}

/**
 * Uses a refresh token up, if it is the current one of its session, its key is proved and the session is valid: one
 * conditional statement. Of several simultaneous calls, one gets the session.
 */
export async function useRefreshToken(
  database: Database,
  { tokenHash, successorHash, successorSalt, keyThumbprint, usedAt, ...standing }: RefreshTokenUse,
): Promise<FoundRefreshToken | null> {
  const holder = database
    .select({ one: sql`1` })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, refreshTokens.sessionId), stands(standing)));
  const version = database
    .select({ version: users.version })
    .from(users)
    .innerJoin(sessions, eq(sessions.userId, users.id))
    .where(eq(sessions.id, refreshTokens.sessionId));
  const isHeld = or(
    isNull(refreshTokens.keyThumbprint),
    keyThumbprint === null ? undefined : eq(refreshTokens.keyThumbprint, keyThumbprint),
  );
  const used = database.$with("used").as(
    database
      .update(refreshTokens)
      .set({
        tokenHash: successorHash,
        usedHash: tokenHash,
        usedAt: timeOf(usedAt),
        successorSalt,
        keyThumbprint,
        userVersion: sql`(${version})`,
      })
      .where(and(eq(refreshTokens.tokenHash, tokenHash), isHeld, sql`exists (${holder})`, waitsBriefly))
      .returning(),
  );
  const rows = await database
    .with(used)
    .select({
      refreshToken: {
        id: used.id,
        sessionId: used.sessionId,
        tokenHash: used.tokenHash,
        usedHash: used.usedHash,
        usedAt: used.usedAt,
        successorSalt: used.successorSalt,
        keyThumbprint: used.keyThumbprint,
        userVersion: used.userVersion,
      },
      session: sessions,
      user: users,
    })
    .from(used)
    .innerJoin(sessions, eq(sessions.id, used.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId));
  return rows[0] ?? null;
}

/** The current refresh token of a chain's session; null when the session is not valid. */
export async function findRefreshToken(
  database: Database,
  { id, grace, ...standing }: Standing & { id: string; grace: Grace },
): Promise<FoundChain | null> {
  const isRecent = sql<boolean>`coalesce(${refreshTokens.usedAt} > ${beginOf(grace)}, false)`;
  const rows = await database
    .select({ refreshToken: refreshTokens, session: sessions, user: users, isRecent })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(refreshTokens.id, id), stands(standing)));
  return rows[0] ?? null;
}

/**
 * Ends the session of a chain when an old token of it was presented: one statement, which also proves that it is an old
 * one.
 *
 * @param shown `grace`: the last used token is answered again within it, and ends nothing
 * @returns the ended session; null when none ended
 */
export async function endReusedSession(
  database: Database,
  { id, tokenHash, grace }: { id: string; tokenHash: string; grace: Grace },
): Promise<SessionRow | null> {
  const isOld = or(
    isNull(refreshTokens.usedHash),
    ne(refreshTokens.usedHash, tokenHash),
    sql`${refreshTokens.usedAt} <= ${beginOf(grace)}`,
    sql`${refreshTokens.userVersion} <> (select version from ${users} where ${users.id} = ${sessions.userId})`,
  );
  const reused = database
    .select({ sessionId: refreshTokens.sessionId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.id, id), ne(refreshTokens.tokenHash, tokenHash), isOld));
  const rows = await database
    .delete(sessions)
    .where(and(inArray(sessions.id, reused), waitsBriefly))
    .returning();
  return rows[0] ?? null;
}

function beginOf({ at, seconds }: Grace): SQL {
  return shifted(timeOf(at), -seconds);
}

function stands({ now, seenAfter }: Standing) {
  return and(
    gt(sessions.expiresAt, now),
    seenAfter === null ? undefined : gt(sessions.lastSeenAt, seenAfter),
    eq(sessions.client, "app"),
    eq(users.isActive, true),
  );
}
