import { and, eq, sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import type { Transaction } from "../../src/db/database.ts";
import { createChangeFeed } from "../../src/db/sessionCache/changeFeed.ts";
import { deleteSeenChanges, hasChanges, readChanges, recordChanges } from "../../src/db/sessionCache/changes.ts";
import { sessionChanges } from "../../src/schema.ts";
import { createTestKit } from "../support/kit.ts";
import { until } from "../support/until.ts";

const [early, late] = [crypto.randomUUID(), crypto.randomUUID()];

/** As if written eleven minutes earlier. */
const age = (tx: Transaction, userId?: string) =>
  tx
    .update(sessionChanges)
    .set({ changedAt: sql`${sessionChanges.changedAt} - interval '11 minutes'` })
    .where(and(sql`true`, userId === undefined ? undefined : eq(sessionChanges.userId, userId)));

/** Changes of accounts, without the marks of the clean-up. */
async function scene() {
  const { database } = await createTestKit();
  const kept = async () =>
    (await database.select().from(sessionChanges))
      .map(({ userId }) => userId)
      .filter((userId) => userId === early || userId === late);
  /** Waits until no transaction runs, in any database of the server, that began before these changes. */
  const alone = (userId: string) =>
    until(async () => {
      const isEnded = sql`${sessionChanges.transaction} < pg_snapshot_xmin(pg_current_snapshot())`;
      const rows = await database.select({ isEnded }).from(sessionChanges).where(eq(sessionChanges.userId, userId));
      return rows.every((row) => row.isEnded);
    });
  return { database, kept, alone, cleanUp: () => deleteSeenChanges(database, 1_000) };
}

describe.skipIf(inject("driver") === "pglite")("what a transaction of many minutes has changed", () => {
  it("is kept for those who have not read it yet, although it was written long before its commit", async () => {
    const { database, cleanUp } = await scene();
    const begun = await database.transaction(async (tx) => {
      await recordChanges(tx, [early]);
      await age(tx, early);
      return readChanges(database, null);
    });
    await cleanUp();
    expect((await readChanges(database, begun.seen)).changed).toEqual([early]);
  });

  it("is kept by a clean-up that knows only that older transactions ended long ago, and removed later", async () => {
    const { database, kept, alone, cleanUp } = await scene();
    await recordChanges(database, [late]);
    await database.transaction(async (tx) => {
      await recordChanges(tx, [early]);
      await recordChanges(database, [early]);
      await alone(late);
      await cleanUp();
      await age(database);
      await age(tx, early);
      expect(await kept()).toEqual([late, early]);
    });
    await alone(early);
    await cleanUp();
    expect(await kept()).toEqual([early, early]);
    await age(database);
    await cleanUp();
    expect(await kept()).toEqual([]);
  });
});

describe("changes that are cleaned up", () => {
  it("leave nothing behind, in the end, also with a clean-up that removes few at a time", async () => {
    const { database, kept, alone } = await scene();
    for (const userId of [late, late, early]) await recordChanges(database, [userId]);
    await alone(early);
    await deleteSeenChanges(database, 2);
    expect(await kept()).toHaveLength(3);
    await age(database);
    expect(await deleteSeenChanges(database, 2)).toBe(2);
    expect(await kept()).toHaveLength(1);
    for (let turn = 0; turn < 4; turn += 1) {
      await age(database);
      await deleteSeenChanges(database, 2);
    }
    expect(await database.select().from(sessionChanges)).toEqual([]);
  });

  it("do not make the clean-up itself look like a change", async () => {
    const { database, cleanUp } = await scene();
    const begun = await readChanges(database, null);
    await recordChanges(database, [early]);
    await cleanUp();
    expect((await readChanges(database, begun.seen)).changed).toEqual([early]);
    await database.delete(sessionChanges).where(eq(sessionChanges.userId, early));
    expect(await hasChanges(database)).toBe(false);
  });

  it("are removed immediately where they were restored from another server, and say nothing about this one", async () => {
    const { database, kept, cleanUp } = await scene();
    await recordChanges(database, [late]);
    await cleanUp();
    // As in a dump: numbers that this server has not reached, of a change and of all marks.
    await database.insert(sessionChanges).values({ transaction: "9000000000000000000", userId: early });
    await database
      .update(sessionChanges)
      .set({ transaction: "9000000000000000001", changedAt: sql`clock_timestamp() - interval '1 day'` })
      .where(sql`user_id not in (${early}, ${late})`);
    expect(await cleanUp()).toBe(2);
    expect(await kept()).toEqual([late]);
  });
});

describe("a process that begins to cache", () => {
  it("recognizes its own row among changes of everybody", async () => {
    const { database } = await createTestKit();
    const id = crypto.randomUUID();
    const writing: Promise<unknown>[] = [];
    const errors: unknown[] = [];
    const feed = createChangeFeed({
      database,
      stopwatch: () => 0,
      id,
      // The first time, the process is about to write its row.
      onChange() {
        if (writing.length === 0) writing.push(database.insert(sessionChanges).values({}).execute());
      },
      onDeaf: (error) => void errors.push(error),
    });
    feed.use();
    await until(async () => feed.isListening());
    feed.stop();
    await Promise.all(writing);
    expect(errors).toEqual([]);
  });
});
