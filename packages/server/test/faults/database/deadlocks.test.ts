import { eq, inArray, or, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Database, transact } from "../../../src/db/database.ts";
import { listenForLostConnections } from "../../../src/db/driver/lostConnections.ts";
import { createRetries } from "../../../src/db/retries/retries.ts";
import { retryingDatabase } from "../../../src/db/retries/retryingDatabase.ts";
import { systemPause, systemStopwatch } from "../../../src/ports/clock.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import { rateLimits } from "../../../src/schema.ts";
import { hold } from "../../support/faults/heldLock.ts";
import { startTcpProxy } from "../../support/faults/tcpProxy.ts";
import { testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";

const { database: direct, url } = await testDatabase();
const [ONE, TWO] = ["one", "two"] as const;
let pool: OpenPool;
let pauses = 0;

const retrying = (database: Database) =>
  retryingDatabase(
    database,
    createRetries({
      pause(milliseconds) {
        pauses += 1;
        return systemPause(milliseconds);
      },
      stopwatch: systemStopwatch,
      random: systemRandom,
      lockTimeout: 10,
      onGivenUp: (error) => expect.fail(error.message),
    }),
  );

beforeAll(async () => {
  if (url === null) return;
  // Before the lock's own timeout.
  await direct.execute(sql.raw(`alter database ${new URL(url).pathname.slice(1)} set deadlock_timeout = '50ms'`));
  pool = await openPoolAt(url, 4);
  listenForLostConnections(pool.database, () => {});
});
afterAll(async () => {
  await pool?.close();
  if (url !== null)
    await direct.execute(sql.raw(`alter database ${new URL(url).pathname.slice(1)} reset deadlock_timeout`));
});

async function begin(): Promise<void> {
  await direct.delete(rateLimits);
  await direct.insert(rateLimits).values([ONE, TWO].map((key) => ({ key, used: 0, resetsAt: new Date() })));
  pauses = 0;
}

const raise = (database: Database, key: string) =>
  database
    .update(rateLimits)
    .set({ used: sql`${rateLimits.used} + 1` })
    .where(eq(rateLimits.key, key));

/** Locks the rows in the given order, and waits in between until the other transaction has locked the other row. */
function crossing(database: Database, [first, second]: readonly [string, string], meet: () => Promise<void>) {
  return database.transaction(async (tx) => {
    await raise(tx, first);
    await meet();
    await raise(tx, second);
  });
}

/** Resolves for both callers once both have called it. */
function rendezvous(): () => Promise<void> {
  let come = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come >= 2) open();
    return both;
  };
}

/** Its own deadlock detection comes late, so that the other transaction is ended. */
const TAKES_TWO =
  "set local deadlock_timeout = '20s'; update latchkey_rate_limits set used = used + 1 where key = 'two'";

const waitingForLocks = () =>
  direct.$count(sql`pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`);

async function usedOf(): Promise<number[]> {
  const rows = await direct.select().from(rateLimits).orderBy(rateLimits.key);
  return rows.map(({ used }) => used);
}

describe.skipIf(inject("driver") === "pglite")("a deadlock", () => {
  it("of two transactions costs one of them another attempt", async () => {
    await begin();
    const database = retrying(pool.database);
    const meet = rendezvous();
    await Promise.all([crossing(database, [ONE, TWO], meet), crossing(database, [TWO, ONE], meet)]);
    expect(await usedOf()).toEqual([2, 2]);
    expect(pauses).toBeGreaterThan(0);
  });

  it("of a statement outside of a transaction costs it another attempt, in a transaction", async () => {
    await begin();
    const database = retrying(pool.database);
    await using gate = await hold(pool.database, sql`select pg_advisory_xact_lock(42)`);
    await using other = await hold(pool.database, sql.raw(TAKES_TWO));
    // It locks the first row, and waits at the gate until the other one waits for that row: so it closes the circle,
    // and is ended.
    const isAtGate = sql`pg_advisory_xact_lock(42)::text = ''`;
    const locked = direct
      .select({ key: rateLimits.key })
      .from(rateLimits)
      .where(or(eq(rateLimits.key, ONE), isAtGate))
      .for("update");
    const statement = database
      .update(rateLimits)
      .set({ used: sql`${rateLimits.used} + 10` })
      .where(inArray(rateLimits.key, locked))
      .returning({ used: rateLimits.used });
    const done = statement.then((rows) => rows.map(({ used }) => used).sort());
    await expect.poll(waitingForLocks).toBe(1);
    const released = other.release(sql`update latchkey_rate_limits set used = used + 1 where key = 'one'`);
    await expect.poll(waitingForLocks).toBe(2);
    await gate.release();
    await released;
    expect(await done).toEqual([11, 11]);
    expect(await usedOf()).toEqual([11, 11]);
    expect(pauses).toBe(1);
  });
});

describe.skipIf(inject("driver") === "pglite")("a transaction", () => {
  it("states how it is to be run without a round trip of its own", async () => {
    const { hostname, port } = new URL(url ?? "");
    let turns = 0;
    let isServersTurn = true;
    await using proxy = await startTcpProxy({ host: hostname, port: Number(port) || 5432 }, ({ near, far }) => {
      near.on("data", (bytes) => {
        if (isServersTurn) turns += 1;
        isServersTurn = false;
        far.write(bytes);
      });
      far.on("data", (bytes) => {
        isServersTurn = true;
        near.write(bytes);
      });
    });
    const through = new URL(url ?? "");
    through.host = `127.0.0.1:${proxy.port}`;
    const own = await openPoolAt(through.href, 1);
    listenForLostConnections(own.database, () => {});
    const database = retrying(own.database);
    const settings = sql<string>`concat_ws(', ', current_setting('transaction_isolation'), current_setting('lock_timeout'))`;
    const look = () => transact(database, (tx) => tx.select({ settings }).from(sql`(select 1) as one`));
    await look();
    turns = 0;
    expect(await look()).toEqual([{ settings: "read committed, 200ms" }]);
    // It begins, queries and commits.
    expect(turns).toBe(3);
    await own.close();
  });
});
