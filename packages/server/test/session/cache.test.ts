import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { users } from "../../src/schema.ts";
import { createTestKit as onSameDatabase } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const session = { cache: { maxEntries: 100, maxAge: 60 } };

describe("session.cache", () => {
  async function warm() {
    const kit = await createTestKit({ session, rateLimits: false });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "app");
    const { takeStatements } = await testDatabase();
    const statementsOfRead = async () => {
      takeStatements();
      await client.account.user.query();
      return takeStatements().filter((statement) => !statement.includes("pg_notify"));
    };
    // Until the process has heard itself, nothing is remembered.
    await expect.poll(statementsOfRead, { timeout: 10_000 }).toEqual([]);
    return { kit, ada, client, statementsOfRead };
  }

  it("answers without a statement, for no longer than told", async () => {
    const { kit, statementsOfRead } = await warm();
    expect(await statementsOfRead()).toEqual([]);
    kit.clock.advance(60);
    expect(await statementsOfRead()).toHaveLength(1);
    await kit.auth.close();
  });

  it("forgets at once what this process or another one ends or changes, and what a hand at the database does", async () => {
    const { kit, ada, client, statementsOfRead } = await warm();
    await using other = await onSameDatabase({ database: kit.database, clock: kit.clock.now, rateLimits: false });
    await (await other.clientOf(ada, "app")).account.update.mutate({});
    await expect.poll(async () => (await statementsOfRead()).length, { timeout: 5_000 }).toBe(0);
    await kit.database.update(users).set({ username: "renamed" }).where(eq(users.id, ada.id));
    await expect.poll(async () => (await client.account.user.query()).username, { timeout: 5_000 }).toBe("renamed");
    await other.auth.revokeSessions(ada.id);
    await expect
      .poll(() => refusalOf(client.account.user.query()), { timeout: 5_000 })
      .toMatchObject({ codes: ["session_gone"] });
    await kit.auth.close();
  });

  it("never shows its own changes late", async () => {
    const { kit, ada, client } = await warm();
    await client.account.password.change.mutate({ currentPassword: ada.password, newPassword: "a brand new password" });
    await client.account.email.add.mutate({ email: "two@example.com" });
    expect(await client.account.email.list.query()).toHaveLength(2);
    kit.clock.advance(301);
    await client.account.reauthenticate.mutate({ password: "a brand new password" });
    expect(await refusalOf(client.account.email.remove.mutate({ email: "two@example.com" }))).toBeNull();
    await kit.auth.revokeSessions(ada.id);
    expect(await refusalOf(client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    await kit.auth.close();
  });

  it("is not used while nothing is heard", async () => {
    const { kit, ada, client, statementsOfRead } = await warm();
    // Whatever is the matter with the connection: the process does not hear itself any more.
    await kit.database.execute(sql`alter table latchkey_sessions disable trigger latchkey_session_changed`);
    await kit.auth.close();
    expect(await statementsOfRead()).toHaveLength(1);
    await kit.auth.revokeSessions(ada.id);
    expect(await refusalOf(client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    await kit.database.execute(sql`alter table latchkey_sessions enable trigger latchkey_session_changed`);
  });
});
