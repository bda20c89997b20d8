import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { readChanges, recordChanges } from "../../src/db/sessionCache/changes.ts";
import { bcrypt } from "../../src/hashers.ts";
import { sessionChanges, sessions, users } from "../../src/schema.ts";
import { createTestKit as createKitOn, type TestKit } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { until } from "../support/until.ts";

const session = { cache: { maxEntries: 100, maxAge: 60 } };
const byCode = { emailVerificationBy: "code" } as const;
type Kit = Pick<TestKit<never>, "database" | "clock">;

/** The process's own queries for changes. */
const isLook = (statement: string) => statement.includes("pg_current_snapshot");

/** Another process of the same app. */
const beside = ({ database, clock }: Kit, more: { idleTimeout?: number } = {}) =>
  createKitOn({ database, clock: clock.now, session: { ...session, ...more }, account: byCode, rateLimits: false });

/** A kit whose process has received its own announcement, so that it caches. */
async function warm(more: { idleTimeout?: number } = {}) {
  const kit = await createTestKit({ session: { ...session, ...more }, account: byCode, rateLimits: false });
  const ada = await kit.createUser();
  const client = await kit.clientOf(ada, "app");
  const { takeStatements } = await testDatabase();
  const statementsOfRead = async () => {
    takeStatements();
    await client.account.user.query();
    return takeStatements().filter((statement) => !isLook(statement));
  };
  await until(async () => (await statementsOfRead()).length === 0);
  return { kit, ada, client, statementsOfRead };
}

describe("session.cache", () => {
  it("responds without a statement, for no longer than configured", async () => {
    const { kit, statementsOfRead } = await warm();
    expect(await statementsOfRead()).toEqual([]);
    kit.clock.advance(60);
    expect(await statementsOfRead()).toHaveLength(1);
    await kit.auth.close();
  });

  it("drops what another process ends or changes", async () => {
    const { kit, ada, client, statementsOfRead } = await warm();
    await using other = await beside(kit);
    await (await other.clientOf(ada, "app")).account.email.add.mutate({ email: "two@example.com" });
    await until(async () => (await statementsOfRead()).length === 0);
    await other.auth.setUserActive(ada.id, true);
    await other.auth.revokeSessions(ada.id);
    await until(async () => (await refusalOf(client.account.user.query()))?.codes[0] === "session_gone");
    await kit.auth.close();
  });

  it("drops the password's hash that a login in another process has renewed", async () => {
    const { kit, ada, client, statementsOfRead } = await warm();
    const password = { hasher: bcrypt({ cost: 5 }) };
    await using other = await createKitOn({
      database: kit.database,
      clock: kit.clock.now,
      session,
      account: { password },
    });
    await other.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    await until(async () => (await statementsOfRead()).length > 0);
    const change = { currentPassword: ada.password, newPassword: "a brand new password" };
    expect(await refusalOf(client.account.password.change.mutate(change))).toBeNull();
    await kit.auth.close();
  });

  it("drops everything after one manual statement", async () => {
    const { kit, ada, client } = await warm();
    await kit.database.transaction(async (tx) => {
      await tx.update(users).set({ username: "renamed" }).where(eq(users.id, ada.id));
      await tx.execute(sql`insert into latchkey_changes default values`);
    });
    await until(async () => (await client.account.user.query()).username === "renamed");
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

  it("immediately finds what another process has made pending within the session", async () => {
    const { kit, client } = await warm();
    await using other = await beside(kit);
    const elsewhere = other.client("app");
    Object.assign(elsewhere.tokens, client.tokens);
    await elsewhere.account.email.add.mutate({ email: "two@example.com" });
    // Not "no pending flow": this process has cached the session without it.
    expect(await refusalOf(client.account.email.verify.mutate({ key: "WRONGCODE" }))).toMatchObject({
      codes: ["incorrect_code/key"],
    });
    await kit.auth.close();
  });

  it("ends no session that is in use, here or in another process, and ends an idle one", async () => {
    const { kit, ada, client } = await warm({ idleTimeout: 20 });
    await using other = await beside(kit, { idleTimeout: 20 });
    const elsewhere = other.client("app");
    Object.assign(elsewhere.tokens, client.tokens);
    for (let use = 0; use < 5; use += 1) {
      kit.clock.advance(9);
      expect(await refusalOf(client.account.user.query())).toBeNull();
    }
    // Read again after the last use was recorded, and cached.
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

  it("records that a session is used no more often than it must, and in none that has ended", async () => {
    const { kit, ada, client } = await warm({ idleTimeout: 20 });
    const { takeStatements } = await testDatabase();
    kit.clock.advance(9);
    takeStatements();
    for (let use = 0; use < 3; use += 1) await client.account.user.query();
    expect(takeStatements().filter((statement) => statement.includes("update "))).toHaveLength(1);
    kit.clock.advance(9);
    // Directly, so that no process is notified.
    await kit.database.delete(sessions).where(eq(sessions.userId, ada.id));
    expect(await refusalOf(client.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    await kit.auth.close();
  });

  it("is not used while changes cannot be read, reports it once, and is used again afterwards", async () => {
    const { kit, ada, client, statementsOfRead } = await warm();
    const said = () => kit.events.filter(({ type }) => type === "session_cache_failed").length;
    await kit.database.execute(sql`alter table latchkey_changes rename to hidden`);
    await until(async () => (await statementsOfRead()).length > 0 && said() > 0);
    // Not announced, but seen immediately.
    await kit.database.update(users).set({ username: "renamed" }).where(eq(users.id, ada.id));
    expect(await client.account.user.query()).toMatchObject({ username: "renamed" });
    expect([said(), kit.errors.length]).toEqual([1, 1]);
    await kit.database.execute(sql`alter table hidden rename to latchkey_changes`);
    await until(async () => (await statementsOfRead()).length === 0);
    expect(said()).toBe(1);
    await kit.auth.close();
  });

  it("costs an app that has it off nothing: no change is written, and no trigger runs", async () => {
    const kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "app");
    const { takeStatements } = await testDatabase();
    takeStatements();
    await client.account.email.add.mutate({ email: "two@example.com" });
    await client.session.revokeOthers.mutate();
    await client.account.logout.mutate();
    await kit.auth.revokeSessions(ada.id);
    expect(takeStatements().filter((statement) => /latchkey_changes|pg_notify/.test(statement))).toEqual([]);
    const triggers = sql`pg_trigger where not tgisinternal and tgrelid::regclass::text like 'latchkey%'`;
    expect(await kit.database.$count(triggers)).toBe(0);
    expect(await kit.database.$count(sessionChanges)).toBe(0);
    await kit.auth.close();
  });
});

describe("the changes that processes report to one another", () => {
  it("are one for each account that changed, one for everybody when many did, and none for what has expired", async () => {
    const { kit, ada, client } = await warm();
    const { database } = kit;
    const toldOf = async () => (await database.select().from(sessionChanges)).map(({ userId }) => userId);
    const clear = () => database.delete(sessionChanges);
    await clear();
    for (let other = 0; other < 5; other += 1) await kit.clientOf(ada, "app");
    await client.session.revokeOthers.mutate();
    expect(await toldOf()).toEqual([ada.id]);
    await clear();
    kit.clock.advance(15 * 86_400);
    expect(await kit.auth.cleanUp()).toBeGreaterThan(0);
    expect(await toldOf()).toEqual([]);
    const many = Array.from({ length: 101 }, () => crypto.randomUUID());
    await database.transaction((tx) => recordChanges(tx, many));
    expect(await toldOf()).toEqual(["00000000-0000-0000-0000-000000000000"]);
    await kit.auth.close();
  });

  it("are removed some minutes after a clean-up found them, by the database's clock", async () => {
    const kit = await createTestKit({ session, rateLimits: false });
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const keptOf = async () =>
      (await kit.database.select().from(sessionChanges)).flatMap(({ userId }) =>
        userId === ada.id ? "ada" : userId === bob.id ? "bob" : [],
      );
    await kit.auth.revokeSessions(ada.id);
    await kit.auth.cleanUp();
    expect(await keptOf()).toEqual(["ada"]);
    await kit.database.update(sessionChanges).set({ changedAt: sql`clock_timestamp() - interval '11 minutes'` });
    await kit.auth.revokeSessions(bob.id);
    await kit.auth.cleanUp();
    expect(await keptOf()).toEqual(["bob"]);
    await kit.auth.close();
  });

  it("are reported as missing, once, by a process that does not report its own", async () => {
    const { kit } = await warm();
    await using other = await createKitOn({ database: kit.database, clock: kit.clock.now });
    await other.auth.cleanUp();
    await other.auth.cleanUp();
    expect(other.errors.map(String)).toEqual([expect.stringContaining("set `session.cache` here as well")]);
    await kit.auth.cleanUp();
    expect(kit.errors).toEqual([]);
    await kit.auth.close();
  });

  it("are each read once, also past a thousand", async () => {
    const kit = await createTestKit();
    const { database } = kit;
    const begun = await readChanges(database, null);
    const told = [crypto.randomUUID(), crypto.randomUUID()];
    await recordChanges(database, told);
    const first = await readChanges(database, begun.seen);
    expect([...first.changed].sort()).toEqual(told.sort());
    expect((await readChanges(database, first.seen)).changed).toEqual([]);
    for (let batch = 0; batch < 11; batch += 1)
      await recordChanges(
        database,
        Array.from({ length: 100 }, () => crypto.randomUUID()),
      );
    const many = await readChanges(database, first.seen);
    expect(many.changed).toBe("everybody");
    expect((await readChanges(database, many.seen)).changed).toEqual([]);
  });
});
