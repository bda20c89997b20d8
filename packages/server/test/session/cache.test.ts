import { eq, sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { sessions, users } from "../../src/schema.ts";
import { createTestKit as onSameDatabase } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const session = { cache: { maxEntries: 100, maxAge: 60 } };

describe("session.cache", () => {
  async function warm(more: { idleTimeout?: number } = {}) {
    const kit = await createTestKit({ session: { ...session, ...more }, rateLimits: false });
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

  it("ends no session that is in use, here or in another process, and ends an idle one", async () => {
    const { kit, ada, client } = await warm({ idleTimeout: 20 });
    const options = { session: { ...session, idleTimeout: 20 }, rateLimits: false } as const;
    await using other = await onSameDatabase({ database: kit.database, clock: kit.clock.now, ...options });
    const elsewhere = other.client("app");
    Object.assign(elsewhere.tokens, client.tokens);
    for (let use = 0; use < 5; use += 1) {
      kit.clock.advance(9);
      expect(await refusalOf(client.account.user.query())).toBeNull();
    }
    // Read anew after the last use was noted, and remembered.
    await client.account.user.query();
    for (let use = 0; use < 5; use += 1) {
      kit.clock.advance(9);
      expect(await refusalOf(elsewhere.account.user.query())).toBeNull();
    }
    expect(await refusalOf(client.account.user.query())).toBeNull();
    expect(await kit.auth.validateSessionToken(client.tokens.sessionToken ?? "")).toMatchObject({
      user: { id: ada.id },
    });
    kit.clock.advance(20);
    expect(await refusalOf(client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    await kit.auth.close();
  });

  it("notes that a session is used no more often than it must", async () => {
    const { kit, client } = await warm({ idleTimeout: 20 });
    const { takeStatements } = await testDatabase();
    kit.clock.advance(9);
    takeStatements();
    for (let use = 0; use < 3; use += 1) await client.account.user.query();
    expect(takeStatements().filter((statement) => statement.startsWith("update"))).toHaveLength(1);
    await kit.auth.close();
  });

  it.skipIf(inject("driver") !== "postgres")(
    "forgets everything when the driver has made its listening connection anew",
    async () => {
      const { kit, ada, client } = await warm();
      // As if it was said while nobody heard.
      await kit.database.execute(sql`alter table latchkey_sessions disable trigger latchkey_session_changed`);
      await kit.database.delete(sessions).where(eq(sessions.userId, ada.id));
      expect(await refusalOf(client.account.user.query())).toBeNull();
      await kit.database.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
      );
      await expect
        .poll(() => refusalOf(client.account.user.query()), { timeout: 5_000 })
        .toMatchObject({ codes: ["session_gone"] });
      await kit.database.execute(sql`alter table latchkey_sessions enable trigger latchkey_session_changed`);
      await kit.auth.close();
    },
  );

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
