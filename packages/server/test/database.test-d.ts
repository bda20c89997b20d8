import type { PGlite } from "@electric-sql/pglite";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import type { GelJsDatabase } from "drizzle-orm/gel";
import type { MySql2Database } from "drizzle-orm/mysql2";
import type { NeonHttpDatabase } from "drizzle-orm/neon-http";
import type { NeonDatabase } from "drizzle-orm/neon-serverless";
import type { drizzle as drizzleNodePostgres, NodePgDatabase } from "drizzle-orm/node-postgres";
import { type PgDatabase, type PgQueryResultHKT, pgTable, text, withReplicas } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite, type PgliteDatabase } from "drizzle-orm/pglite";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type pg from "pg";
import type { Sql } from "postgres";
import { describe, expectTypeOf, it } from "vitest";
import type { AuthHooks, AuthOptions, Database, PostgresDatabase, Transaction, TransactionOf } from "../src/index.ts";
import { createAuth } from "../src/index.ts";
import { migrate } from "../src/migrate.ts";
import { createTestKit } from "../src/testing.ts";

const notes = pgTable("notes", { id: text("id").primaryKey(), text: text("text").notNull() });
const schema = { notes };
type Schema = typeof schema;
declare const client: PGlite;
const settings = { secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com" };

/** The transaction that an app's own database passes to its function. */
type OwnTransaction<Db extends Pick<Database, "transaction">> = Parameters<Parameters<Db["transaction"]>[0]>[0];

describe("a Drizzle database on PostgreSQL", () => {
  it("is accepted from every driver, with and without a schema", () => {
    expectTypeOf<PostgresJsDatabase>().toExtend<PostgresDatabase>();
    expectTypeOf<PostgresJsDatabase<Schema>>().toExtend<PostgresDatabase>();
    expectTypeOf<NodePgDatabase>().toExtend<PostgresDatabase>();
    expectTypeOf<NodePgDatabase<Schema>>().toExtend<PostgresDatabase>();
    expectTypeOf<PgliteDatabase>().toExtend<PostgresDatabase>();
    expectTypeOf<PgliteDatabase<Schema>>().toExtend<PostgresDatabase>();
    expectTypeOf<NeonDatabase>().toExtend<PostgresDatabase>();
    expectTypeOf<NeonDatabase<Schema>>().toExtend<PostgresDatabase>();
    expectTypeOf<ReturnType<typeof drizzleNodePostgres<Schema>>>().toExtend<PostgresDatabase>();
    expectTypeOf<PgDatabase<PgQueryResultHKT, Schema>>().toExtend<PostgresDatabase>();
    expectTypeOf<Database>().toExtend<PostgresDatabase>();
    createAuth({ ...settings, database: drizzle.mock() });
    createAuth({ ...settings, database: drizzle.mock({ schema }) });
    createAuth({ ...settings, database: drizzlePglite.mock({ schema }) });
    void migrate(drizzle.mock({ schema }));
    void createTestKit({ database: drizzle.mock({ schema }) });
  });

  it("is distinguished from a driver's client, and from Drizzle on another system", () => {
    expectTypeOf<PGlite>().not.toExtend<PostgresDatabase>();
    expectTypeOf<Sql>().not.toExtend<PostgresDatabase>();
    expectTypeOf<pg.Pool>().not.toExtend<PostgresDatabase>();
    expectTypeOf<pg.Client>().not.toExtend<PostgresDatabase>();
    expectTypeOf<MySql2Database>().not.toExtend<PostgresDatabase>();
    expectTypeOf<MySql2Database<Record<never, never>>>().not.toExtend<PostgresDatabase>();
    expectTypeOf<BetterSQLite3Database>().not.toExtend<PostgresDatabase>();
    expectTypeOf<GelJsDatabase>().not.toExtend<PostgresDatabase>();
    expectTypeOf<Promise<PostgresJsDatabase>>().not.toExtend<PostgresDatabase>();
  });

  it("needs transactions, and reads what was just written", () => {
    expectTypeOf<Omit<PostgresJsDatabase, "transaction">>().not.toExtend<PostgresDatabase>();
    expectTypeOf<NeonHttpDatabase>().not.toExtend<PostgresDatabase>();
    const replicated = withReplicas(drizzle.mock({ schema }), [drizzle.mock({ schema })]);
    createAuth({ ...settings, database: replicated.$primary });
    // @ts-expect-error a replica may be behind
    createAuth({ ...settings, database: replicated });
  });

  it("is refused by createAuth and migrate alike when it is a client", () => {
    // @ts-expect-error a client of PGlite
    createAuth({ ...settings, database: client });
    // @ts-expect-error a client of PGlite
    void migrate(client);
    // @ts-expect-error a client of PGlite
    void createTestKit({ database: client });
  });
});

describe("the transaction of hooks", () => {
  it("is that of the app's own database, with its schema and its driver's results", () => {
    createAuth({
      ...settings,
      database: drizzle.mock({ schema }),
      hooks: {
        async onSignup(user, tx) {
          expectTypeOf(tx).toEqualTypeOf<OwnTransaction<PostgresJsDatabase<Schema>>>();
          await tx.insert(notes).values({ id: user.id, text: "Welcome" });
          expectTypeOf((await tx.query.notes.findMany())[0]?.text).toEqualTypeOf<string | undefined>();
          expectTypeOf((await tx.execute("select 1")).count).toEqualTypeOf<number>();
          // @ts-expect-error there is no such column
          await tx.insert(notes).values({ id: user.id, text: "Welcome", colour: "red" });
          // @ts-expect-error there is no such table
          await tx.query.letters.findMany();
        },
      },
    });
  });

  it("is the same type as that of the app's own transactions, whatever the driver", () => {
    expectTypeOf<TransactionOf<PostgresJsDatabase>>().toEqualTypeOf<OwnTransaction<PostgresJsDatabase>>();
    expectTypeOf<TransactionOf<NodePgDatabase<Schema>>>().toEqualTypeOf<OwnTransaction<NodePgDatabase<Schema>>>();
    expectTypeOf<TransactionOf<PgliteDatabase<Schema>>>().toEqualTypeOf<OwnTransaction<PgliteDatabase<Schema>>>();
    expectTypeOf<TransactionOf<NeonDatabase<Schema>>>().toEqualTypeOf<OwnTransaction<NeonDatabase<Schema>>>();
  });

  it("may be passed to functions that accept a database of the app, of any, or a transaction of any", () => {
    const ofApp = async (_database: PgDatabase<PgQueryResultHKT, Schema>) => {};
    const ofAny = async (_database: Database) => {};
    const inAny = async (_tx: Transaction) => {};
    createAuth({
      ...settings,
      database: drizzle.mock({ schema }),
      hooks: {
        async onSignup(_, tx) {
          await ofApp(tx);
          await ofAny(tx);
          await inAny(tx);
        },
      },
    });
  });

  it("is any database's where hooks and options are written apart", () => {
    const hooks: AuthHooks = {
      async onSignup(user, tx) {
        expectTypeOf(tx).toEqualTypeOf<Transaction>();
        await tx.insert(notes).values({ id: user.id, text: "Welcome" });
        // @ts-expect-error there is no such column
        await tx.insert(notes).values({ id: user.id, colour: "red" });
      },
    };
    createAuth({ ...settings, database: drizzle.mock({ schema }), hooks });
    const options: AuthOptions = { ...settings, database: drizzle.mock({ schema }), hooks };
    createAuth(options);
  });
});
