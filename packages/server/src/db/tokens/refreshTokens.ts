import { and, eq, gt, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
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
}

/**
 * Uses a refresh token up, if it is the current one of its session, its key is proved and the session is valid: one
 * conditional statement. Of several simultaneous calls, one gets the session.
 */
export async function useRefreshToken(
  database: Database,
  { tokenHash, successorHash, successorSalt, keyThumbprint, ...standing }: RefreshTokenUse,
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
        usedAt: standing.now,
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
  id: string,
  standing: Standing,
): Promise<FoundRefreshToken | null> {
  const rows = await database
    .select({ refreshToken: refreshTokens, session: sessions, user: users })
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
 * @param shown `answeredAfter`: a token that was used after this is answered again, and ends nothing
 * @returns the ended session; null when none ended
 */
export async function endReusedSession(
  database: Database,
  { id, tokenHash, answeredAfter }: { id: string; tokenHash: string; answeredAfter: Date },
): Promise<SessionRow | null> {
  const isOld = or(
    isNull(refreshTokens.usedHash),
    ne(refreshTokens.usedHash, tokenHash),
    sql`${refreshTokens.usedAt} <= ${answeredAfter.toISOString()}::timestamptz`,
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

function stands({ now, seenAfter }: Standing) {
  return and(
    gt(sessions.expiresAt, now),
    seenAfter === null ? undefined : gt(sessions.lastSeenAt, seenAfter),
    eq(sessions.client, "app"),
    eq(users.isActive, true),
  );
}
