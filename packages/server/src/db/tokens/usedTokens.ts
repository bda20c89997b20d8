import type { Database } from "../database.ts";
import { usedTokens } from "../tables/credentials.ts";

/** Records a token as used, by the hash of what identifies it. @returns false when it was used before */
export async function useTokenOnce(database: Database, row: { keyHash: string; expiresAt: Date }): Promise<boolean> {
  const rows = await database
    .insert(usedTokens)
    .values(row)
    .onConflictDoNothing()
    .returning({ keyHash: usedTokens.keyHash });
  return rows.length > 0;
}
