import { desc } from "drizzle-orm";
import type { Database } from "../database.ts";
import type { SigningKeyRow } from "../rows.ts";
import { signingKeys } from "../tables/tokens.ts";

/** Every key, the newest first, including expired ones that are not yet removed. */
export async function findSigningKeys(database: Database): Promise<SigningKeyRow[]> {
  return database.select().from(signingKeys).orderBy(desc(signingKeys.sequence));
}

/** Adds the next key. Of several processes that have seen the same keys, one succeeds, and the others find its key. */
export async function insertSigningKey(database: Database, row: SigningKeyRow): Promise<void> {
  await database.insert(signingKeys).values(row).onConflictDoNothing();
}
