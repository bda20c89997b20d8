import { and, eq, gt } from "drizzle-orm";
import type { Database, Transaction } from "./database.ts";
import { trustedBrowsers } from "./tables.ts";

export type TrustedBrowserRow = typeof trustedBrowsers.$inferSelect;

/** Whether this user trusts the browser that holds the token. */
export async function isTrustedBrowser(
  database: Database,
  { tokenHash, userId, now }: { tokenHash: string; userId: string; now: Date },
): Promise<boolean> {
  const rows = await database
    .select({ id: trustedBrowsers.id })
    .from(trustedBrowsers)
    .where(
      and(
        eq(trustedBrowsers.tokenHash, tokenHash),
        eq(trustedBrowsers.userId, userId),
        gt(trustedBrowsers.expiresAt, now),
      ),
    );
  return rows.length > 0;
}

/** Trusts a browser; trusting it again makes the trust last anew. */
export async function insertTrustedBrowser(tx: Transaction, row: TrustedBrowserRow): Promise<void> {
  await tx
    .insert(trustedBrowsers)
    .values(row)
    .onConflictDoUpdate({ target: [trustedBrowsers.tokenHash, trustedBrowsers.userId], set: row });
}

/** Ends the trust of every browser of a user: its credentials changed. */
export async function deleteTrustedBrowsersOf(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(trustedBrowsers).where(eq(trustedBrowsers.userId, userId));
}

/** Moves the trust of everybody who trusts this browser to its new token. */
export async function moveTrustedBrowsers(tx: Transaction, from: string, to: string): Promise<void> {
  await tx.update(trustedBrowsers).set({ tokenHash: to }).where(eq(trustedBrowsers.tokenHash, from));
}
