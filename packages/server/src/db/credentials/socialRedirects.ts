import { and, eq, gt, inArray } from "drizzle-orm";
import type { Database } from "../database.ts";
import { waitsBriefly } from "../retries/lockTimeout.ts";
import type { SocialRedirectRow } from "../rows.ts";
import { socialRedirects } from "../tables/credentials.ts";

export async function insertSocialRedirect(database: Database, row: SocialRedirectRow): Promise<void> {
  await database.insert(socialRedirects).values(row);
}

/**
 * Ends a redirect: of twenty returns with one state, one gets it, and only from the client that started it.
 *
 * Committed on its own, before the provider is called: no later failure makes the state valid again.
 */
export async function takeSocialRedirect(
  database: Database,
  wanted: { stateHash: string; clientHashes: readonly string[]; provider: string; now: Date },
): Promise<SocialRedirectRow | null> {
  if (wanted.clientHashes.length === 0) return null;
  const rows = await database
    .delete(socialRedirects)
    .where(
      and(
        eq(socialRedirects.stateHash, wanted.stateHash),
        inArray(socialRedirects.clientHash, [...wanted.clientHashes]),
        eq(socialRedirects.provider, wanted.provider),
        gt(socialRedirects.expiresAt, wanted.now),
        waitsBriefly,
      ),
    )
    .returning();
  return rows[0] ?? null;
}
