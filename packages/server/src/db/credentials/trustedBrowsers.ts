import { and, desc, eq, gt, inArray } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";
import type { TrustedBrowserRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { trustedBrowsers } from "../tables/sessions.ts";

/** Whether this user trusts the browser that holds the token, and their account has not changed since. */
export async function isTrustedBrowser(
  database: Database,
  { tokenHash, userId, now }: { tokenHash: string; userId: string; now: Date },
): Promise<boolean> {
  const rows = await database
    .select({ id: trustedBrowsers.id })
    .from(trustedBrowsers)
    .innerJoin(users, and(eq(users.id, trustedBrowsers.userId), eq(users.version, trustedBrowsers.userVersion)))
    .where(
      and(
        eq(trustedBrowsers.tokenHash, tokenHash),
        eq(trustedBrowsers.userId, userId),
        gt(trustedBrowsers.expiresAt, now),
      ),
    );
  return rows.length > 0;
}

/** The browsers that a user trusts, the newest first. */
export async function findTrustedBrowsersOf(
  database: Database,
  userId: string,
  now: Date,
): Promise<TrustedBrowserRow[]> {
  return database
    .select()
    .from(trustedBrowsers)
    .where(and(eq(trustedBrowsers.userId, userId), gt(trustedBrowsers.expiresAt, now)))
    .orderBy(desc(trustedBrowsers.createdAt), trustedBrowsers.id);
}

/** Ends the trust in browsers of a user, by id. @returns how many there were */
export async function deleteTrustedBrowsers(tx: Transaction, userId: string, ids: readonly string[]): Promise<number> {
  const rows = await tx
    .delete(trustedBrowsers)
    .where(and(eq(trustedBrowsers.userId, userId), inArray(trustedBrowsers.id, [...ids])))
    .returning({ id: trustedBrowsers.id });
  return rows.length;
}

/** Trusts a browser; trusting it again restarts the period. */
export async function insertTrustedBrowser(tx: Transaction, row: TrustedBrowserRow): Promise<void> {
  await tx
    .insert(trustedBrowsers)
    .values(row)
    .onConflictDoUpdate({ target: [trustedBrowsers.tokenHash, trustedBrowsers.userId], set: row });
}

/** Moves the trust of every user who trusts this browser to its new token. */
export async function moveTrustedBrowsers(tx: Transaction, from: string, to: string): Promise<void> {
  await tx.update(trustedBrowsers).set({ tokenHash: to }).where(eq(trustedBrowsers.tokenHash, from));
}
