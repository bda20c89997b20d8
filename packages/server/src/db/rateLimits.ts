import { and, eq, inArray, sql } from "drizzle-orm";
import { CLOCK_DIFFERENCE } from "../ports/clock.ts";
import { stagesOf } from "../ports/rateLimitStore/memory.ts";
import type { RateLimitStore, RateLimitTake } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { Database } from "./database.ts";
import { builtOnce } from "./driver/builtOnce.ts";
import { waitsBriefly } from "./retries/lockTimeout.ts";
import { rateLimits } from "./tables/operations.ts";

/**
 * A condition that is always true, as {@link waitsBriefly} is. The statement's commit does not wait for the disk: a count
 * that is lost when the database server crashes is that of its last moments (PostgreSQL 20.5.1: up to three times
 * `wal_writer_delay`), and each limited call would wait for one more write than its own.
 */
const isCount = sql`${waitsBriefly} and set_config('synchronous_commit', 'off', true) is not null`;

/** Counts in the app's own database: one statement for all limits of a call. */
export function databaseRateLimitStore(database: Database): RateLimitStore {
  return {
    async take(takes, now) {
      if (takes.length === 0) return [];
      const stages = stagesOf(takes);
      const asked = stages.flat();
      const values = asked.map((take, place): [string, string | number][] => [
        [`key${place}`, take.key],
        [`most${place}`, take.limit],
        [`ends${place}`, windowEnd(take, now).toISOString()],
      ]);
      const statement = takeStatement(database, stages.map(({ length }) => length).join(" "));
      const rows = await statement.execute({ now: now.toISOString(), ...Object.fromEntries(values.flat()) });
      const full = rows.filter((row) => row.taken === null).map(({ stage }) => stage);
      const last = Math.min(...full, takes.length);
      const byKey = new Map(takes.map((take) => [take.key, take]));
      return rows
        .filter(({ stage }) => stage <= last)
        .map(({ key, taken: used, takenUntil, before }) => ({
          key,
          used: used ?? Math.max(before?.used ?? 0, byKey.get(key)?.limit ?? 0) + 1,
          // A counter that another call has just filled could not be read yet: its window began a moment ago.
          resetsAt: takenUntil ?? before?.resetsAt ?? windowEnd(byKey.get(key), now),
        }));
    },
    async giveBack({ keys, cleared }) {
      if (keys.length + cleared.length === 0) return;
      const values = [
        ...keys.map((key, place) => [`key${place}`, key]),
        ...cleared.map((key, place) => [`cleared${place}`, key]),
      ];
      const statement = giveBackStatement(database, `${keys.length} ${cleared.length}`);
      await statement.execute(Object.fromEntries(values));
    },
  };
}

/** By the number of counters in each stage. */
const takeStatement = builtOnce((database, shape: string) => {
  const sizes = shape.split(" ").map(Number);
  const asked = askedFor(database, sizes);
  const stages = sizes.map((_, index) => ({ index, counted: countStage(database, index) }));
  const counted = sql.join(
    stages.map(
      ({ index }) =>
        sql`select key as taken_key, used as taken_used, resets_at as taken_until from ${sql.raw(`stage_${index}`)}`,
    ),
    sql` union all `,
  );
  const taken = database
    .$with("taken", {
      key: sql<string>`taken_key`.as("taken_key"),
      used: sql<number>`taken_used`.mapWith(Number).as("taken_used"),
      resetsAt: sql<Date>`taken_until`.mapWith(rateLimits.resetsAt).as("taken_until"),
    })
    .as(counted);
  return database
    .with(asked, ...stages.map(({ counted: part }) => part), taken)
    .select({
      key: asked.key,
      stage: asked.stage,
      taken: taken.used,
      takenUntil: taken.resetsAt,
      before: rateLimits,
    })
    .from(asked)
    .leftJoin(taken, eq(taken.key, asked.key))
    .leftJoin(rateLimits, eq(rateLimits.key, asked.key));
});

function askedFor(database: Database, sizes: readonly number[]) {
  const stageOf = sizes.flatMap((size, stage) => Array.from({ length: size }, () => stage));
  const rows = stageOf.map(
    (stage, place) =>
      sql`(${sql.placeholder(`key${place}`)}::text, ${sql.placeholder(`most${place}`)}::integer, ${sql.placeholder(`ends${place}`)}::timestamptz, ${sql.raw(`${stage}`)})`,
  );
  return database
    .$with("asked", {
      key: sql<string>`asked_key`.as("asked_key"),
      stage: sql<number>`asked_stage`.mapWith(Number).as("asked_stage"),
    })
    .as(
      sql`select * from (values ${sql.join(rows, sql`, `)}) as asked (asked_key, most, ends, asked_stage) where ${isCount}`,
    );
}

/** Adds to the counters of a stage that have room, in one order, so that no two calls can deadlock. */
function countStage(database: Database, stage: number) {
  const at = sql`${sql.placeholder("now")}::timestamptz`;
  const isOver = sql`(${rateLimits.resetsAt} <= ${at} or ${rateLimits.resetsAt} > excluded.resets_at + make_interval(secs => ${CLOCK_DIFFERENCE}))`;
  const before = sql.raw(`stage_${stage - 1}`);
  const isReached =
    stage === 0
      ? sql`true`
      : sql`not exists (select 1 from asked as earlier where earlier.asked_stage = ${stage - 1} and earlier.asked_key not in (select key from ${before}))
          and exists (select 1 from ${before})`;
  return database.$with(`stage_${stage}`).as(
    database
      .insert(rateLimits)
      .select(
        sql`select asked_key, 1, ends from asked where asked_stage = ${stage} and most > 0 and ${isReached} order by asked_key`,
      )
      .onConflictDoUpdate({
        target: rateLimits.key,
        set: {
          used: sql`case when ${isOver} then 1 else ${rateLimits.used} + 1 end`,
          resetsAt: sql`case when ${isOver} then excluded.resets_at else ${rateLimits.resetsAt} end`,
        },
        setWhere: sql`${isOver} or ${rateLimits.used} < (select most from asked where asked_key = ${rateLimits.key})`,
      })
      .returning(),
  );
}

/** By the numbers of counters that are given back, and that are cleared. */
const giveBackStatement = builtOnce((database, shape: string) => {
  const [given = 0, cleared = 0] = shape.split(" ").map(Number);
  const named = (name: string, count: number) =>
    Array.from({ length: count }, (_, place) => sql.placeholder(`${name}${place}`));
  const used =
    cleared === 0
      ? sql`greatest(${rateLimits.used} - 1, 0)`
      : sql`case when ${inArray(rateLimits.key, named("cleared", cleared))} then 0 else greatest(${rateLimits.used} - 1, 0) end`;
  const touched = [...named("key", given), ...named("cleared", cleared)];
  const locked = database
    .select({ key: rateLimits.key })
    .from(rateLimits)
    .where(and(inArray(rateLimits.key, touched), isCount))
    .orderBy(rateLimits.key)
    .for("update");
  return database.update(rateLimits).set({ used }).where(inArray(rateLimits.key, locked));
});

function windowEnd(take: RateLimitTake | undefined, now: Date): Date {
  return new Date(now.getTime() + (take?.windowSeconds ?? 0) * 1000);
}
