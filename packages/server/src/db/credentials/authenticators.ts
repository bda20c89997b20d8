import { and, asc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { AuthenticatorRow } from "../rows.ts";
import { authenticators } from "../tables/credentials.ts";

/** The authenticators of a user, the oldest first. */
export async function findAuthenticatorsOf(database: Database, userId: string): Promise<AuthenticatorRow[]> {
  return database
    .select()
    .from(authenticators)
    .where(eq(authenticators.userId, userId))
    .orderBy(asc(authenticators.createdAt), asc(authenticators.id));
}

/** @returns null for a credential that nobody has */
export async function findCredential(database: Database, credentialId: string): Promise<AuthenticatorRow | null> {
  const rows = await database.select().from(authenticators).where(eq(authenticators.credentialId, credentialId));
  return rows[0] ?? null;
}

/** @returns false when the credential is already registered, or the user has an authenticator app */
export async function insertAuthenticator(tx: Transaction, row: AuthenticatorRow): Promise<boolean> {
  const rows = await tx.insert(authenticators).values(row).onConflictDoNothing().returning({ id: authenticators.id });
  return rows.length > 0;
}

/** Uses a time step up: of two codes of one step that arrive together, one is accepted (RFC 6238 §5.2). */
export async function acceptTotpStep(
  tx: Transaction,
  { id, step, now }: { id: string; step: number; now: Date },
): Promise<boolean> {
  const rows = await tx
    .update(authenticators)
    .set({ lastStep: step, lastUsedAt: now })
    .where(and(eq(authenticators.id, id), or(isNull(authenticators.lastStep), lt(authenticators.lastStep, step))))
    .returning({ id: authenticators.id });
  return rows.length > 0;
}

/** Raises the signature counter; one that does not count stays at 0 (WebAuthn Level 3 §7.2, step 22). */
export async function acceptSignCount(
  tx: Transaction,
  { id, signCount, isBackedUp, now }: { id: string; signCount: number; isBackedUp: boolean; now: Date },
): Promise<boolean> {
  const isNewer =
    signCount === 0 ? eq(authenticators.signCount, 0) : sql`${authenticators.signCount} < ${signCount}::bigint`;
  const rows = await tx
    .update(authenticators)
    .set({ signCount, isBackedUp, lastUsedAt: now })
    .where(and(eq(authenticators.id, id), isNewer))
    .returning({ id: authenticators.id });
  return rows.length > 0;
}

/** @returns false when this user has no such passkey */
export async function renameAuthenticator(
  tx: Transaction,
  { id, userId, name }: { id: string; userId: string; name: string },
): Promise<boolean> {
  const rows = await tx
    .update(authenticators)
    .set({ name })
    .where(and(eq(authenticators.id, id), eq(authenticators.userId, userId), eq(authenticators.type, "webauthn")))
    .returning({ id: authenticators.id });
  return rows.length > 0;
}

/** Removes authenticators of a user: those named, all of a type, or those that browsers added. @returns the removed ones */
export async function deleteAuthenticators(
  tx: Transaction,
  userId: string,
  which: Removed,
): Promise<AuthenticatorRow[]> {
  return tx
    .delete(authenticators)
    .where(and(eq(authenticators.userId, userId), conditionOf(which)))
    .returning();
}

type Removed = { ids: readonly string[] } | { type: AuthenticatorRow["type"] } | { isAutomatic: true };

function conditionOf(which: Removed) {
  if ("ids" in which) return and(inArray(authenticators.id, [...which.ids]), eq(authenticators.type, "webauthn"));
  return "type" in which ? eq(authenticators.type, which.type) : eq(authenticators.isAutomatic, which.isAutomatic);
}

/** Removes the authenticators of a user: all, or all but those that the app imported. @returns how many were removed */
export async function deleteAuthenticatorsOf(
  tx: Transaction,
  userId: string,
  { keepsImported = false }: { keepsImported?: boolean } = {},
): Promise<number> {
  const rows = await tx
    .delete(authenticators)
    .where(and(eq(authenticators.userId, userId), keepsImported ? eq(authenticators.isImported, false) : undefined))
    .returning({ id: authenticators.id });
  return rows.length;
}
