import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleMysql } from "drizzle-orm/mysql-proxy";
import { withReplicas } from "drizzle-orm/pg-core";
import { drizzle as drizzleProxy } from "drizzle-orm/pg-proxy";
import { drizzle } from "drizzle-orm/pglite";
import { drizzle as drizzleSqlite } from "drizzle-orm/sqlite-proxy";
import pg from "pg";
import postgres from "postgres";
import { describe, expect, inject, it } from "vitest";
import { createAuth, SetupError } from "../src/index.ts";
import { consoleMail } from "../src/mail.ts";
import { migrate } from "../src/migrate.ts";
import { createTestKit } from "../src/testing.ts";
import { testDatabase } from "./support/kit.ts";

const base = { secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com", mail: consoleMail() };
/** Like an app in JavaScript, which no compiler stops. */
const start = (options: object) => createAuth({ database: drizzle.mock(), ...base, ...options });
const noRows = async () => ({ rows: [] });

describe("the database of createAuth", () => {
  it.each([
    [
      "PGlite",
      PGlite.prototype,
      'found a client of PGlite; write `database: drizzle({ client })` with drizzle from "drizzle-orm/pglite"',
    ],
    [
      "postgres.js",
      postgres("postgres://127.0.0.1/acme"),
      'found a client of postgres.js; write `database: drizzle({ client })` with drizzle from "drizzle-orm/postgres-js"',
    ],
    [
      "a pool of node-postgres",
      new pg.Pool(),
      'found a client of node-postgres; write `database: drizzle({ client })` with drizzle from "drizzle-orm/node-postgres"',
    ],
    [
      "a client of node-postgres",
      new pg.Client(),
      'found a client of node-postgres; write `database: drizzle({ client })` with drizzle from "drizzle-orm/node-postgres"',
    ],
    [
      "Drizzle on MySQL",
      drizzleMysql(noRows),
      "expected a Drizzle database on PostgreSQL, found MySqlRemoteDatabase; write",
    ],
    [
      "Drizzle on SQLite",
      drizzleSqlite(noRows),
      "expected a Drizzle database on PostgreSQL, found SqliteRemoteDatabase; write",
    ],
    ["Drizzle on a driver without transactions", drizzleProxy(noRows), "PgRemoteDatabase has no transactions; write"],
    [
      "Drizzle with read replicas",
      withReplicas(drizzle.mock(), [drizzle.mock()]),
      "write `database: database.$primary`",
    ],
    [
      "a promise of a database",
      Promise.resolve(drizzle.mock()),
      "expected a Drizzle database on PostgreSQL; write `database: drizzle(process.env.DATABASE_URL)`",
    ],
    ["a URL", "postgres://127.0.0.1/acme", "expected a Drizzle database on PostgreSQL; write"],
    ["null", null, "expected a Drizzle database on PostgreSQL; write"],
  ])("is refused with the line to write when it is %s", async (_, given, words) => {
    const refused = () => start({ database: given });
    expect(refused).toThrow(SetupError);
    expect(refused).toThrow(`createAuth: database: `);
    expect(refused).toThrow(words);
  });

  it("is refused when it is a transaction, which is over before the first request", async () => {
    const { database } = await testDatabase();
    await database.transaction(async (tx) => {
      expect(() => start({ database: tx })).toThrow("write the database that it was started on");
    });
  });

  it("may come from another copy of drizzle-orm than Latchkey's", async () => {
    const copy: typeof import("drizzle-orm/pglite") = createRequire(import.meta.url)("drizzle-orm/pglite");
    expect(copy.PgliteDatabase).not.toBe((await import("drizzle-orm/pglite")).PgliteDatabase);
    const client = new PGlite({ loadDataDir: new Blob([new Uint8Array(await readFile(inject("pgliteSnapshot")))]) });
    const database = copy.drizzle({ client });
    await migrate(database);
    await using kit = await createTestKit({ database });
    const ada = await kit.createUser();
    expect(await kit.sessionsOf(ada)).toEqual([]);
    await client.close();
  });
});

describe("migrate", () => {
  it("refuses what is no database with the same message", async () => {
    const client: unknown = new pg.Pool();
    // @ts-expect-error a client is no Drizzle database, and an app in JavaScript may pass one
    await expect(migrate(client)).rejects.toThrow(/found a client of node-postgres; write `database: drizzle\(/);
  });
});
