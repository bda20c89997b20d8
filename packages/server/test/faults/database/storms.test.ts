import { findPostgres, startPostgres } from "@latchkey/tooling/postgres-server";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import type { NoFields } from "../../../src/config/signupFields.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { emailAddresses, outbox } from "../../../src/schema.ts";
import { TEST_PASSWORD } from "../../../src/testing/createTestKit.ts";
import { createTestKit as createKitOn, type TestKit } from "../../../src/testing.ts";
import { findHalfMade } from "../../support/faults/whole.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { openPoolAt } from "../../support/pools.ts";

const { database: direct, url } = await testDatabase();
const POOL = 6;
const isLong = process.env["FAULTS"] !== undefined;
const postgres = findPostgres();

/** Uncaught errors: each of them would have ended the process. */
let uncaught: unknown[] = [];
const keep = (error: unknown) => void uncaught.push(error);
let reporters: NodeJS.UncaughtExceptionListener[] = [];
beforeEach(() => {
  uncaught = [];
  reporters = process.listeners("uncaughtException");
  for (const report of reporters) process.off("uncaughtException", report);
  process.on("uncaughtException", keep);
});
afterEach(() => {
  process.off("uncaughtException", keep);
  for (const report of reporters) process.on("uncaughtException", report);
});

/** Users sign up and log in, six at a time, until it is over. @returns those whose signup succeeded */
async function load(
  kit: TestKit<NoFields>,
  until: () => boolean,
  prefix: string,
): Promise<{ told: string[]; failed: number }> {
  const told: string[] = [];
  let failed = 0;
  const person = async (lane: number) => {
    for (let count = 0; !until(); count += 1) {
      const email = `${prefix}${lane}-${count}@example.com`;
      try {
        await kit.client("app").account.signup.mutate({ email, password: TEST_PASSWORD });
        told.push(email);
        await kit.client("app").account.login.mutate({ email, password: TEST_PASSWORD });
      } catch {
        failed += 1;
        // Like HTTP clients, which return in a turn of their own.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, lane) => person(lane)));
  return { told, failed };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Once the trouble is over, everyone can log in, and every mail is sent. */
async function expectRecovered(
  kit: TestKit<NoFields>,
  database: typeof direct,
  told: readonly string[],
): Promise<void> {
  const signUp = (email: string) => kit.client("app").account.signup.mutate({ email, password: TEST_PASSWORD });
  // postgres.js (3.4) rejects the first statement of a new connection with the error that ended the previous one.
  for (let turn = 0; turn < POOL; turn += 1) await signUp(`once${turn}@example.com`).catch(() => {});
  for (let turn = 0; turn < 12; turn += 1)
    expect(await signUp(`after${turn}@example.com`)).toMatchObject({ status: "pending" });
  const addresses = (await database.select().from(emailAddresses)).map(({ address }) => address);
  expect(told.filter((email) => !addresses.includes(email))).toEqual([]);
  expect(await findHalfMade(database)).toEqual([]);
  // Twice: a message whose deletion fails on a lost connection is sent again when its lease is over.
  for (let round = 0; round < 2; round += 1) {
    kit.clock.advance(61);
    while ((await kit.auth.deliverMessages()) > 0) await kit.auth.close();
  }
  const mailed = new Set((await kit.delivered()).mails.map(({ to }) => to));
  expect(addresses.filter((address) => !mailed.has(address))).toEqual([]);
  expect(await database.select().from(outbox)).toEqual([]);
  expect(uncaught).toEqual([]);
}

describe.skipIf(inject("driver") === "pglite")("a database under load", () => {
  it("whose connections all end, again and again, ends no process, and loses nothing", async () => {
    await createTestKit();
    const pool = await openPoolAt(url ?? "", POOL);
    const kit = await createKitOn({ database: pool.database, rateLimits: false });
    const rounds = isLong ? 60 : 4;
    let isOver = false;
    const loading = load(kit, () => isOver, "ended");
    for (let round = 0; round < rounds; round += 1) {
      await pause(500);
      await direct.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    }
    await pause(300);
    isOver = true;
    const { told, failed } = await loading;
    expect(told.length).toBeGreaterThan(0);
    expect(failed).toBeGreaterThan(0);
    await expectRecovered(kit, direct, told);
    await kit.auth.close();
    await pool.close();
  }, 120_000);

  it.skipIf(postgres === null)(
    "that is restarted ends no process, and loses nothing",
    async () => {
      if (postgres === null) return;
      await using server = await startPostgres(postgres);
      const pool = await openPoolAt(server.url, POOL);
      await migrate(pool.database);
      const kit = await createKitOn({ database: pool.database, rateLimits: false });
      let isOver = false;
      const loading = load(kit, () => isOver, "restart");
      for (let round = 0; round < (isLong ? 8 : 2); round += 1) {
        await pause(400);
        await server.restart(round % 2 === 0 ? "SIGINT" : "SIGQUIT");
      }
      await pause(400);
      isOver = true;
      const { told, failed } = await loading;
      expect(told.length).toBeGreaterThan(0);
      expect(failed).toBeGreaterThan(0);
      await expectRecovered(kit, pool.database, told);
      await kit.auth.close();
      await pool.close();
    },
    120_000,
  );
});
