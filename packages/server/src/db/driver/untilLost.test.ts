import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { expect, it } from "vitest";
import { users } from "../tables/accounts.ts";
import { type DrizzleTransaction, untilLost } from "./untilLost.ts";

it("a lost transaction refuses every kind of statement, savepoints and relational queries too", async () => {
  const client = new PGlite();
  await drizzle(client, { schema: { users } }).transaction(async (tx) => {
    // As hooks get it: the schema is the app's, which the library does not know.
    const lost = untilLost(tx as unknown as DrizzleTransaction, () => true) as unknown as typeof tx;
    const kinds = [
      () => lost.select().from(users),
      () => lost.execute(sql`select 1`),
      () => lost.query.users.findMany(),
      () => lost.$count(users),
      () => lost.transaction(async () => {}),
    ];
    for (const send of kinds) await expect(async () => send()).rejects.toThrow(/has ended/);
  });
  await client.close();
});
