import { inArray, sql } from "drizzle-orm";
import type { RateLimitStore, RateLimitTake } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { Database } from "./database.ts";
import { rateLimits } from "./tables.ts";

/** Counts in the app's own database: one statement for all limits of a call. */
export function databaseRateLimitStore(database: Database): RateLimitStore {
  return {
    async take(takes, now) {
      const rows = await database
        .insert(rateLimits)
        .values(inLockOrder(takes).map((take) => ({ key: take.key, used: 1, resetsAt: windowEnd(take, now) })))
        .onConflictDoUpdate({
          target: rateLimits.key,
          set: {
            used: sql`case when ${rateLimits.resetsAt} <= ${now.toISOString()}::timestamptz then 1 else ${rateLimits.used} + 1 end`,
            resetsAt: sql`case when ${rateLimits.resetsAt} <= ${now.toISOString()}::timestamptz then excluded.resets_at else ${rateLimits.resetsAt} end`,
          },
        })
        .returning();
      const counted = new Map(rows.map((row) => [row.key, row]));
      return takes.map(({ key }) => {
        const row = counted.get(key);
        if (row === undefined) throw new Error("a rate limit was not counted");
        return row;
      });
    },
    async giveBack({ keys, cleared }) {
      const touched = [...keys, ...cleared];
      if (touched.length === 0) return;
      const used =
        cleared.length === 0
          ? sql`greatest(${rateLimits.used} - 1, 0)`
          : sql`case when ${inArray(rateLimits.key, [...cleared])} then 0 else greatest(${rateLimits.used} - 1, 0) end`;
      const locked = database
        .select({ key: rateLimits.key })
        .from(rateLimits)
        .where(inArray(rateLimits.key, touched))
        .orderBy(rateLimits.key)
        .for("update");
      await database.update(rateLimits).set({ used }).where(inArray(rateLimits.key, locked));
    },
  };
}

/** Two calls that count the same rows must lock them in the same order, or they wait for each other. */
function inLockOrder(takes: readonly RateLimitTake[]): RateLimitTake[] {
  const byKey = new Map(takes.map((take) => [take.key, take]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function windowEnd({ windowSeconds }: RateLimitTake, now: Date): Date {
  return new Date(now.getTime() + windowSeconds * 1000);
}
