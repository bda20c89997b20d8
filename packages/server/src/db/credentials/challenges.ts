import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { ChallengeRow } from "../rows.ts";
import { type ChallengePurpose, challenges } from "../tables/credentials.ts";

export type { ChallengePurpose } from "../tables/credentials.ts";

/** Where a challenge may be answered, and for which version of the account; all null: by anyone who holds it. */
export interface ChallengePlace {
  sessionId: string | null;
  flowId: string | null;
  userVersion: number | null;
}

export async function insertChallenge(database: Database, row: ChallengeRow): Promise<void> {
  await database.insert(challenges).values(row);
}

/** Stores the TOTP secret that is pending in a session, replacing the previous one. */
export async function storeTotpSetup(database: Database, row: ChallengeRow): Promise<void> {
  await database
    .insert(challenges)
    .values(row)
    .onConflictDoUpdate({ target: challenges.sessionId, targetWhere: sql`purpose = 'totp'`, set: row });
}

/** The TOTP secret that is pending in a session. */
export async function findTotpSetup(database: Database, sessionId: string, now: Date): Promise<ChallengeRow | null> {
  const rows = await database
    .select()
    .from(challenges)
    .where(and(eq(challenges.sessionId, sessionId), eq(challenges.purpose, "totp"), gt(challenges.expiresAt, now)));
  return rows[0] ?? null;
}

/**
 * Uses a TOTP set-up up, for the account as it was when the set-up began.
 *
 * @returns false when it no longer exists, another one replaced it, or the account has changed since
 */
export async function takeTotpSetup(
  tx: Transaction,
  { id, userVersion, now }: { id: string; userVersion: number; now: Date },
): Promise<boolean> {
  const isGood = and(eq(challenges.id, id), eq(challenges.userVersion, userVersion), gt(challenges.expiresAt, now));
  return (await tx.delete(challenges).where(isGood).returning({ id: challenges.id })).length > 0;
}

/** Uses a challenge up, whatever the outcome: of two answers to one, the later finds nothing. */
export async function takeChallenge(
  tx: Transaction,
  wanted: ChallengePlace & { purpose: ChallengePurpose; challengeHash: string; now: Date },
): Promise<ChallengeRow | null> {
  const { sessionId, flowId, userVersion } = wanted;
  const rows = await tx
    .delete(challenges)
    .where(
      and(
        eq(challenges.challengeHash, wanted.challengeHash),
        eq(challenges.purpose, wanted.purpose),
        sessionId === null ? isNull(challenges.sessionId) : eq(challenges.sessionId, sessionId),
        flowId === null ? isNull(challenges.flowId) : eq(challenges.flowId, flowId),
        userVersion === null ? isNull(challenges.userVersion) : eq(challenges.userVersion, userVersion),
        gt(challenges.expiresAt, wanted.now),
      ),
    )
    .returning();
  return rows[0] ?? null;
}
