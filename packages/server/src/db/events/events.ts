import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { type Database, type Transaction, transact } from "../database.ts";
import type { EventRow } from "../rows.ts";
import { users } from "../tables/accounts.ts";
import { events } from "../tables/events.ts";
import { timeOf } from "./timedUuid.ts";

export async function insertEvents(tx: Transaction, rows: readonly EventRow[]): Promise<void> {
  if (rows.length > 0) await tx.insert(events).values([...rows]);
}

/**
 * As {@link insertEvents}, for events that waited in this process: those of users who have deleted their account
 * meanwhile are left out. A deletion that is under way waits until these are stored, and then deletes them.
 */
export async function insertLateEvents(database: Database, rows: readonly EventRow[]): Promise<void> {
  const userIds = [...new Set(rows.flatMap(({ userId }) => userId ?? []))].sort();
  await transact(database, async (tx) => {
    await tx.select({ id: users.id }).from(users).where(inArray(users.id, userIds)).orderBy(users.id).for("key share");
    const deleted = await tx
      .select({ userId: events.userId })
      .from(events)
      .where(and(eq(events.type, "user_deleted"), inArray(events.userId, userIds)));
    const gone = new Set(deleted.map(({ userId }) => userId));
    await insertEvents(
      tx,
      rows.filter(({ userId }) => userId === null || !gone.has(userId)),
    );
  });
}

/** A statement in place of {@link insertEvents}: it stores nothing. */
export async function standInForEvents(tx: Transaction): Promise<void> {
  await tx.select({ id: events.id }).from(events).limit(0);
}

/** Which events of a user. */
export interface EventQuery {
  userId: string;
  limit: number;
  /** The id of the event before whose time they happened; null: the newest. */
  before: string | null;
  /** Null: all. */
  types: readonly string[] | null;
}

/** Events of a user, the newest first. */
export async function findEventsOf(
  database: Database,
  { userId, limit, before, types }: EventQuery,
): Promise<EventRow[]> {
  const isBefore =
    before === null
      ? undefined
      : sql`(${events.at}, ${events.id}) < (${timeOf(before).toISOString()}::timestamptz, ${before}::uuid)`;
  return database
    .select()
    .from(events)
    .where(and(eq(events.userId, userId), isBefore, types === null ? undefined : inArray(events.type, [...types])))
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit);
}

/** Deletes every event of a user. */
export async function deleteEventsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(events).where(eq(events.userId, userId));
}
