import { withReplicas } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { createTestKit, testDatabase } from "../support/kit.ts";

const { url } = await testDatabase();
if (url === null) throw new Error("this needs a server of PostgreSQL");

describe("read replicas", () => {
  it("are not queried, however far behind they are: each call sees what the one before has written", async () => {
    const asked: string[] = [];
    // As far behind as possible: it has no tables.
    const empty = new URL(url);
    empty.pathname = "/template1";
    const replica = postgres(empty.href, { max: 1, onnotice: () => {} });
    const primary = postgres(url, { max: 5, onnotice: () => {} });
    const behind = drizzle(replica, { logger: { logQuery: (query) => void asked.push(query) } });
    const database = withReplicas(drizzle(primary), [behind]).$primary;
    {
      await using kit = await createTestKit({ database });
      const ada = await kit.createUser();
      const client = kit.client("browser");
      await client.account.login.mutate({ email: ada.email, password: ada.password });
      expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
      await client.account.logout.mutate();
      expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    }
    expect(asked).toEqual([]);
    await Promise.all([replica.end(), primary.end()]);
  });

  it("are detected by the first write, with a message that names the primary", async () => {
    const client = postgres(url, { max: 2, onnotice: () => {}, connection: { default_transaction_read_only: true } });
    {
      await using kit = await createTestKit({ database: drizzle(client) });
      const signup = kit.client("app").account.signup.mutate({ email: "ada@example.com", password: "a fine password" });
      await expect(signup).rejects.toThrow("write the primary");
      expect(kit.errors.map(String)).toContainEqual(expect.stringContaining("write the primary"));
    }
    await client.end();
  });
});
