import { drizzle as drizzleNodePostgres } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePostgresJs } from "drizzle-orm/postgres-js";
import pg from "pg";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { migrate } from "../../src/migrate.ts";
import { emailAddresses } from "../../src/schema.ts";
import { createTestKit as createKitOn } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { type RunningPooler, startPgbouncer } from "../support/pgbouncer.ts";
import { until } from "../support/until.ts";

const program = inject("pgbouncer");
const { url } = await testDatabase();
if (url === null) throw new Error("this needs a database that others can reach, which PGlite in memory is not");

/** Fewer connections than the pools below have, so that all share them. */
const SIZE = 3;
const CLIENTS = 10;

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const drivers = {
  "postgres.js as it is": (at: string) => openPostgresJs(at, {}),
  "postgres.js with prepare: false": (at: string) => openPostgresJs(at, { prepare: false }),
  "node-postgres": (at: string) => {
    const pool = new pg.Pool({ connectionString: at, max: CLIENTS });
    pool.on("error", () => {});
    opened.push(() => pool.end());
    return drizzleNodePostgres(pool);
  },
};

function openPostgresJs(at: string, options: { prepare?: boolean }, log: (query: string) => void = () => {}): Database {
  const client = postgres(at, { max: CLIENTS, onnotice: () => {}, ...options });
  opened.push(() => client.end({ timeout: 1 }));
  return drizzlePostgresJs(client, { logger: { logQuery: log } });
}

/** Signs up many users at the same time, and lets each list their sessions. @returns those whose signup succeeded */
async function signUpMany(database: Database, many: number) {
  await using kit = await createTestKit({ database, rateLimits: false });
  const answered: string[] = [];
  const refused: unknown[] = [];
  let next = 0;
  const people = Array.from({ length: CLIENTS }, async () => {
    while (next < many) {
      const email = `person${next++}@example.com`;
      const client = kit.client("app");
      try {
        await client.account.signup.mutate({ email, password: "a fine password" });
        answered.push(email);
        const logged = await kit.clientOf(await kit.createUser({ email: `other.${email}` }), "app");
        await logged.session.list.query();
        await logged.session.list.query();
      } catch (error) {
        refused.push(error);
      }
    }
  });
  await Promise.all(people);
  return { answered, refused, errors: kit.errors };
}

async function storedAddresses(): Promise<string[]> {
  const { database } = await testDatabase();
  const rows = await database.select({ address: emailAddresses.address }).from(emailAddresses);
  return rows.map(({ address }) => address);
}

describe.skipIf(program === null).each(["transaction", "session"] as const)("PgBouncer in %s mode", (mode) => {
  let pooler: RunningPooler;
  beforeAll(async () => {
    // In session mode, the first clients keep the connections.
    pooler = await startPgbouncer(program ?? "", url, { mode, size: mode === "session" ? 2 * CLIENTS : SIZE });
  });
  afterAll(() => pooler.stop());

  it("is refused with postgres.js as it is, with a message that names the setting; no call succeeds", async () => {
    const { answered, refused, errors } = await signUpMany(drivers["postgres.js as it is"](pooler.url), 30);
    expect(answered).toEqual([]);
    expect(refused).toHaveLength(30);
    for (const error of [...refused, ...errors])
      expect(error).toMatchObject({ message: expect.stringContaining("prepare: false") });
    expect(await storedAddresses()).toEqual([]);
  });

  it("is refused at start by migrate", async () => {
    await expect(migrate(drivers["postgres.js as it is"](pooler.url))).rejects.toThrow("prepare: false");
  });

  it.each(["postgres.js with prepare: false", "node-postgres"] as const)(
    "stores whatever is reported as successful, with %s, and reads sessions",
    async (driver) => {
      const { answered, refused, errors } = await signUpMany(drivers[driver](pooler.url), 60);
      expect(refused).toEqual([]);
      expect(errors).toEqual([]);
      expect(answered).toHaveLength(60);
      expect(await storedAddresses()).toEqual(expect.arrayContaining(answered));
    },
  );

  it("lets a process that caches sessions see what another ends", async () => {
    let reads = 0;
    const database = openPostgresJs(pooler.url, { prepare: false }, (query) => {
      if (query.includes('from "latchkey_sessions"')) reads += 1;
    });
    const session = { cache: { maxEntries: 100, maxAge: 60 } };
    await using kit = await createTestKit({ database, session });
    await using other = await createKitOn({
      database: openPostgresJs(pooler.url, { prepare: false }),
      clock: kit.clock.now,
      session,
    });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "app");
    const isRemembered = async () => {
      const before = reads;
      await client.account.user.query();
      return reads === before;
    };
    await until(isRemembered);
    await other.auth.revokeSessions(ada.id);
    await until(async () => (await refusalOf(client.account.user.query()))?.codes[0] === "session_gone");
  });
});
