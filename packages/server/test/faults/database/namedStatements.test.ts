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
});
