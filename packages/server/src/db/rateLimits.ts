import { eq, inArray, sql } from "drizzle-orm";
import { stagesOf } from "../ports/rateLimitStore/memory.ts";
import type { RateLimitStore, RateLimitTake } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { Database } from "./database.ts";
import { rateLimits } from "./tables.ts";

/** Counts in the app's own database: one statement for all limits of a call. */
export function databaseRateLimitStore(database: Database): RateLimitStore {
  return {
    async take(takes, now) {
      if (takes.length === 0) return [];
      const asked = askedFor(database, takes, now);
      const stages = stagesOf(takes).map((_, index) => ({ index, counted: countStage(database, index, now) }));
      const counted = sql.join(
        stages.map(({ index }) => sql`select key, used, resets_at from ${sql.raw(`stage_${index}`)}`),
        sql` union all `,
      );
      const taken = database
        .$with("taken", {
          key: sql<string>`key`.as("key"),
          used: sql<number>`used`.mapWith(Number).as("used"),
          resetsAt: sql<Date>`resets_at`.mapWith(rateLimits.resetsAt).as("resets_at"),
        })
        .as(counted);
      const rows = await database
        .with(asked, ...stages.map(({ counted: part }) => part), taken)
        .select({ key: asked.key, stage: asked.stage, taken: taken.used, takenUntil: taken.resetsAt, before: rateLimits })
        .from(asked)
        .leftJoin(taken, eq(taken.key, asked.key))
        .leftJoin(rateLimits, eq(rateLimits.key, asked.key));
      const full = rows.filter((row) => row.taken === null).map(({ stage }) => stage);
      const last = Math.min(...full, takes.length);
      return rows
        .filter(({ stage }) => stage <= last)
        .map(({ key, taken: used, takenUntil, before }) => ({
          key,
          used: used ?? before?.used ?? 0,
          // A counter that another call has just filled was not there to be read: its window began a moment ago.
          resetsAt: takenUntil ?? before?.resetsAt ?? windowEnd(takes.find((take) => take.key === key), now),
          isTaken: used !== null,
        }));
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

function askedFor(database: Database, takes: readonly RateLimitTake[], now: Date) {
  const rows = stagesOf(takes).flatMap((stage, index) =>
    stage.map(
      (take) =>
        sql`(${take.key}::text, ${take.limit}::integer, ${windowEnd(take, now).toISOString()}::timestamptz, ${index}::integer)`,
    ),
  );
  return database
    .$with("asked", {
      key: sql<string>`key`.as("key"),
      stage: sql<number>`stage`.mapWith(Number).as("stage"),
    })
    .as(sql`select * from (values ${sql.join(rows, sql`, `)}) as asked (key, most, ends, stage)`);
}

/** Adds to the counters of a stage that have room, in one order, so that no two calls can wait for each other. */
function countStage(database: Database, stage: number, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const before = sql.raw(`stage_${stage - 1}`);
  const isReached =
    stage === 0
      ? sql`true`
      : sql`not exists (select 1 from asked as earlier where earlier.stage = ${stage - 1} and earlier.key not in (select key from ${before}))
          and exists (select 1 from ${before})`;
  return database.$with(`stage_${stage}`).as(
    database
      .insert(rateLimits)
      .select(
        sql`select asked.key, 1, asked.ends from asked where asked.stage = ${stage} and asked.most > 0 and ${isReached} order by asked.key`,
      )
      .onConflictDoUpdate({
        target: rateLimits.key,
        set: {
          used: sql`case when ${rateLimits.resetsAt} <= ${at} then 1 else ${rateLimits.used} + 1 end`,
          resetsAt: sql`case when ${rateLimits.resetsAt} <= ${at} then excluded.resets_at else ${rateLimits.resetsAt} end`,
        },
        setWhere: sql`${rateLimits.resetsAt} <= ${at} or ${rateLimits.used} < (select most from asked where asked.key = ${rateLimits.key})`,
      })
      .returning(),
  );
}

function windowEnd(take: RateLimitTake | undefined, now: Date): Date {
  return new Date(now.getTime() + (take?.windowSeconds ?? 0) * 1000);
}
