import { desc, gt, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import type { SigningKeyRow } from "../rows.ts";
import { signingKeys } from "../tables/tokens.ts";

/** The keys with which something may be signed that has not expired, the newest first. */
export async function findSigningKeys(database: Database, now: Date): Promise<SigningKeyRow[]> {
  return database.select().from(signingKeys).where(gt(signingKeys.expiresAt, now)).orderBy(desc(signingKeys.sequence));
}

/** Adds the next key. Of two processes that do so at once, one does, and the other finds that key. */
export async function insertSigningKey(
  database: Database,
  row: Omit<SigningKeyRow, "sequence">,
  after: number,
): Promise<void> {
  await database
    .insert(signingKeys)
    .values({ ...row, sequence: after + 1 })
    .onConflictDoNothing();
}

/** The number of the newest key, expired or not; 0 before the first. */
export async function lastSequence(database: Database): Promise<number> {
  const rows = await database
    .select({ last: sql<number>`coalesce(max(${signingKeys.sequence}), 0)::int` })
    .from(signingKeys);
  return rows[0]?.last ?? 0;
}
