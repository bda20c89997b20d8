import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { describe, expect, inject, it } from "vitest";
import { createTestKit as createKit } from "../../../src/testing.ts";
import { testDatabase } from "../../support/kit.ts";

const password = "correct horse battery";

/** The statements that one connection keeps after a few calls, by their first words. */
async function keptAfter(options: { prepare?: boolean }): Promise<string[]> {
  const { url, reset } = await testDatabase();
  await reset();
  const client = postgres(url ?? "", { max: 1, onnotice: () => {}, ...options });
  await using kit = await createKit({
    database: drizzle({ client }),
    rateLimits: { signup: false },
    account: { emailVerification: "none" },
  });
  for (const email of ["ada@example.com", "bob@example.com"]) {
    const browser = kit.client("browser");
    await browser.account.signup.mutate({ email, password });
    await browser.account.email.list.query();
  }
  const rows = await kit.database.execute(sql`select statement from pg_prepared_statements`);
  await kit.delivered();
  await client.end();
  // Rows of postgres.js.
  const found = rows as unknown as { statement: string }[];
  return found.map(({ statement }) => statement).filter((statement) => statement.includes("latchkey_"));
}

/** A kit with one connection, whose hook reads a table of the app's. */
async function kitWithHook() {
  const { url, reset } = await testDatabase();
  await reset();
  const client = postgres(url ?? "", { max: 1, onnotice: () => {} });
  const kit = await createKit({
    database: drizzle({ client }),
    rateLimits: { signup: false },
    account: { emailVerification: "none" },
    hooks: {
      async onSignup(user, tx) {
        await tx.execute(sql`select *, 'hook' as origin from app_profiles where id = ${user.id}`);
      },
    },
  });
  await client`create table app_profiles (id text)`;
  const signUp = (email: string) => kit.client("browser").account.signup.mutate({ email, password });
  return {
    kit,
    client,
    signUp,
    async [Symbol.asyncDispose]() {
      await client`drop table app_profiles`;
      await kit[Symbol.asyncDispose]();
      await client.end();
    },
  };
}

describe.skipIf(inject("driver") !== "postgres")("statements of postgres.js", () => {
  it("are prepared once for each connection, so that each is one round trip", async () => {
    const kept = await keptAfter({});
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept.some((statement) => statement.startsWith("with") && statement.includes('into "latchkey_users"'))).toBe(
      true,
    );
    expect(kept.some((statement) => statement.includes('into "latchkey_sessions"'))).toBe(true);
    expect(kept.some((statement) => statement.includes('from "latchkey_email_addresses"'))).toBe(true);
  });

  it("are not, where the app says `prepare: false`", async () => {
    expect(await keptAfter({ prepare: false })).toEqual([]);
  });

  it("are only Latchkey's: those of a hook, whose tables may change, have no name", async () => {
    await using app = await kitWithHook();
    const { kit, client, signUp } = app;
    await signUp("ada@example.com");
    await signUp("bob@example.com");
    const kept = await client`select statement from pg_prepared_statements where statement like '%app_profiles%'`;
    expect(kept.filter(({ statement }) => String(statement).includes("hook"))).toEqual([]);
    await client`alter table app_profiles add column bio text`;
    expect(await signUp("eve@example.com")).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });

  it("run again without a name when a column has changed since they were prepared", async () => {
    await using app = await kitWithHook();
    const { kit, client } = app;
    const browser = kit.client("browser");
    await browser.account.signup.mutate({ email: "ada@example.com", password });
    const add = (email: string) => browser.account.email.add.mutate({ email });
    await add("one@example.com");
    await add("two@example.com");
    await client`alter table latchkey_users alter column username type varchar(400)`;
    await client`alter table latchkey_email_addresses alter column signup_claim type varchar(400)`;
    // Outside of a transaction, and in one.
    expect(await browser.session.get.query()).toMatchObject({ status: "authenticated" });
    expect(await add("three@example.com")).toHaveLength(4);
    expect(kit.errors).toEqual([]);
    await client`alter table latchkey_users alter column username type text`;
    await client`alter table latchkey_email_addresses alter column signup_claim type text`;
  });

  it("are prepared again where a connection has lost that of the session", async () => {
    await using app = await kitWithHook();
    const { kit, client } = app;
    const browser = kit.client("browser");
    await browser.account.signup.mutate({ email: "ada@example.com", password });
    for (let call = 0; call < 2; call += 1) {
      await browser.session.get.query();
      await client`deallocate all`;
    }
    expect(await browser.session.get.query()).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });
});
