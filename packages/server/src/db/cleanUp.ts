import { inArray, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { CLOCK_DIFFERENCE } from "../ports/clock.ts";
import { type Database, shifted, timeOf } from "./database.ts";
import { emailAddresses, invitations } from "./tables/accounts.ts";
import { challenges, socialRedirects, usedTokens } from "./tables/credentials.ts";
import { events } from "./tables/events.ts";
import { knownClients, unfinishedLogins } from "./tables/notices.ts";
import { rateLimits } from "./tables/operations.ts";
import { flows, oneTimeKeys, sessions, trustedBrowsers } from "./tables/sessions.ts";
import { signingKeys } from "./tables/tokens.ts";

interface Expiring {
  table: PgTable;
  key: PgColumn;
  end: PgColumn;
  /** Seconds for which a row is kept after its end. */
  grace?: number;
}

/** A user who comes back the next day still learns that their flow has expired. */
const FLOW_GRACE = 86_400;

/**
 * A used token must be known for as long as any process accepts it, and the clock used here is another one, which may
 * be ahead. Counters of rate limits refuse as well, but are many, and one that is removed early only starts again.
 */
const REFUSAL_GRACE = CLOCK_DIFFERENCE;

const EXPIRING: readonly Expiring[] = [
  { table: sessions, key: sessions.id, end: sessions.expiresAt },
  { table: flows, key: flows.id, end: flows.expiresAt, grace: FLOW_GRACE },
  { table: emailAddresses, key: emailAddresses.id, end: emailAddresses.addedUntil },
  { table: invitations, key: invitations.id, end: invitations.expiresAt },
  { table: challenges, key: challenges.id, end: challenges.expiresAt },
  { table: socialRedirects, key: socialRedirects.id, end: socialRedirects.expiresAt },
  { table: usedTokens, key: usedTokens.keyHash, end: usedTokens.expiresAt, grace: REFUSAL_GRACE },
  { table: oneTimeKeys, key: oneTimeKeys.id, end: oneTimeKeys.expiresAt },
  { table: trustedBrowsers, key: trustedBrowsers.id, end: trustedBrowsers.expiresAt },
  { table: knownClients, key: knownClients.id, end: knownClients.expiresAt },
  { table: unfinishedLogins, key: unfinishedLogins.id, end: unfinishedLogins.expiresAt },
  { table: signingKeys, key: signingKeys.kid, end: signingKeys.expiresAt },
  { table: rateLimits, key: rateLimits.key, end: rateLimits.resetsAt },
];

/**
 * Removes expired rows, at most `batch` of each kind, so that no statement holds locks for long.
 *
 * @param asked `now`: null: by the database's own clock. `eventRetention`: seconds for which events are kept; null: none
 *   are stored, and what is left of a time in which they were is kept
 * @returns how many were removed, and whether there may be more
 */
export async function deleteExpired(
  database: Database,
  { now, batch, eventRetention }: { now: Date | null; batch: number; eventRetention: number | null },
): Promise<{ removed: number; isMore: boolean }> {
  const at = timeOf(now);
  let removed = 0;
  let isMore = false;
  const kept = { table: events, key: events.id, end: events.at };
  const expiring = eventRetention === null ? EXPIRING : [...EXPIRING, { ...kept, grace: eventRetention }];
  for (const { table, key, end, grace = 0 } of expiring) {
    const expired = database
      .select({ key })
      .from(table)
      .where(sql`${end} <= ${shifted(at, -grace)}`)
      .limit(batch)
      .for("update", { skipLocked: true });
    const gone = (await database.delete(table).where(inArray(key, expired)).returning({ key })).length;
    removed += gone;
    isMore ||= gone >= batch;
  }
  return { removed, isMore };
}
