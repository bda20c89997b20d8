import type { Database } from "../database.ts";
import { usedTokens } from "../tables/credentials.ts";

/** Notes a token as used, by the hash of what makes it the only one. @returns false when it was used before */
export async function useTokenOnce(database: Database, row: { keyHash: string; expiresAt: Date }): Promise<boolean> {
  const rows = await database
    .insert(usedTokens)
    .values(row)
    .onConflictDoNothing()
    .returning({ keyHash: usedTokens.keyHash });
  return rows.length > 0;
}
