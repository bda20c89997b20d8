import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { insertLateEvents } from "../../src/db/events/events.ts";
import type { AuthEvent, AuthOptions } from "../../src/index.ts";
import { events } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const audit = true;
const DAY = 86_400;

/** What is stored of an event, without its id. */
async function storedOf(kit: { auth: { events: { of(userId: string): Promise<AuthEvent[]> } } }, userId: string) {
  return (await kit.auth.events.of(userId)).map((event) => event.type);
}

async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
  const { takeStatements } = await testDatabase();
  takeStatements();
  await call();
  return takeStatements();
}

const writesEvents = (statement: string) => statement.includes('"latchkey_events"');

describe.each(["browser", "app"] as const)("stored events, %s client", (kind) => {
  it("are those that the app was told of, the newest first", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "a wrong one" }));
    kit.clock.advance(1);
    await client.account.login.mutate({ email: ada.email, password });
    const stored = await kit.auth.events.of(ada.id);
    expect(stored.map(({ id: _id, ...event }) => event)).toEqual([...kit.events].reverse());
    expect(stored.map(({ type }) => type)).toEqual(["login", "login_failed", "signup"]);
    const [sessionId] = await kit.sessionsOf(ada);
    expect(stored[0]).toEqual({
      id: expect.any(String),
      type: "login",
      at: kit.clock.now(),
      userId: ada.id,
      sessionId,
      client: kind,
      ip: "192.0.2.1",
      userAgent: `test ${kind}`,
      detail: "password",
    });
  });

  it("do not exist without their change, nor the change without them", async () => {
    let fails = false;
    const onLogin = async () => {
      if (fails) throw new Error("the app's own row could not be written");
    };
    await using kit = await createTestKit({ audit, hooks: { onLogin } });
    const ada = await kit.createUser();
    const logIn = () => refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password }));
    fails = true;
    expect(await logIn()).toMatchObject({ trpc: "INTERNAL_SERVER_ERROR" });
    expect(await storedOf(kit, ada.id)).toEqual(["signup"]);
    fails = false;
    await kit.database.execute(sql`alter table latchkey_events rename to latchkey_events_away`);
    expect(await logIn()).toMatchObject({ trpc: "INTERNAL_SERVER_ERROR" });
    await kit.database.execute(sql`alter table latchkey_events_away rename to latchkey_events`);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await logIn()).toBeNull();
    expect(await storedOf(kit, ada.id)).toEqual(["login", "signup"]);
  });

  it("never fail a call that only refuses", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    await kit.database.execute(sql`alter table latchkey_events rename to latchkey_events_away`);
    expect(
      await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: "a wrong one" })),
    ).toMatchObject({ codes: ["email_password_mismatch/password"] });
    await kit.auth.close();
    await kit.database.execute(sql`alter table latchkey_events_away rename to latchkey_events`);
    expect(kit.errors).toHaveLength(1);
  });

  it("are one more statement for a login, and none without the option", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    const logIn = () => kit.client(kind).account.login.mutate({ email: ada.email, password });
    expect((await statementsOf(logIn)).filter(writesEvents)).toHaveLength(1);
    await using off = await createTestKit();
    const bob = await off.createUser();
    const logInWithout = async () => {
      await refusalOf(off.client(kind).account.login.mutate({ email: bob.email, password: "a wrong one" }));
      await off.client(kind).account.login.mutate({ email: bob.email, password });
      await off.auth.cleanUp();
      await off.auth.close();
    };
    expect((await statementsOf(logInWithout)).filter(writesEvents)).toEqual([]);
  });

  it("are the same for a signup with a taken address, in as many statements", async () => {
    await using kit = await createTestKit({ audit, rateLimits: false });
    const taken = await kit.createUser();
    await kit.database.delete(events);
    const client = () => kit.client(kind);
    const signUp = (email: string) => statementsOf(() => client().account.signup.mutate({ email, password }));
    const [free, hidden] = [await signUp("new@example.com"), await signUp(taken.email)];
    await kit.auth.close();
    const rows = await kit.database.select().from(events);
    expect(rows.map(({ type, userId, ip }) => [type, userId !== null, ip])).toEqual([
      ["signup", true, "192.0.2.1"],
      ["signup_hidden", false, "192.0.2.1"],
    ]);
    expect(hidden.filter(writesEvents)).toHaveLength(free.filter(writesEvents).length);
  });

  it.each([0, 1000])("are as many statements for a reset with an account or without, %i stored", async (limit) => {
    await using kit = await createTestKit({ audit: { refusalsPerHour: limit }, rateLimits: false });
    const ada = await kit.createUser();
    const ask = (email: string) => statementsOf(() => kit.client(kind).account.password.requestReset.mutate({ email }));
    const [known, unknown] = [await ask(ada.email), await ask("nobody@example.com")];
    expect(known.filter(writesEvents)).toHaveLength(1);
    expect(unknown.filter(writesEvents)).toEqual(known.filter(writesEvents));
  });

  it("are removed with their account, but for the deletion itself, which names no address", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    await kit.createUser();
    await (await kit.clientOf(ada, kind)).account.delete.mutate();
    const [stored, ...others] = await kit.auth.events.of(ada.id);
    expect(stored).toMatchObject({ type: "user_deleted", userId: ada.id, ip: null });
    expect(stored).not.toHaveProperty("userAgent");
    expect(others).toEqual([]);
    expect(await kit.database.select().from(events)).toHaveLength(2);
  });

  it("are not stored any more for an account that was deleted while they waited", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    const bob = await kit.createUser();
    const client = kit.client(kind);
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "a wrong one" }));
    await kit.auth.events.of(ada.id);
    const late = (await kit.database.select().from(events)).filter(({ type }) => type === "login_failed");
    await (await kit.clientOf(ada, kind)).account.delete.mutate();
    const rows = [ada.id, bob.id, null].flatMap((userId) =>
      late.map((event) => ({ ...event, id: crypto.randomUUID(), userId })),
    );
    await insertLateEvents(kit.database, rows);
    expect(await storedOf(kit, ada.id)).toEqual(["user_deleted"]);
    expect(await storedOf(kit, bob.id)).toContain("login_failed");
    const stored = await kit.database.select().from(events);
    expect(stored.filter(({ userId }) => userId === null)).toHaveLength(1);
  });

  it("are kept without their account, where the app says so", async () => {
    await using kit = await createTestKit({ audit: { deletedUsers: "keep" } });
    const ada = await kit.createUser();
    await (await kit.clientOf(ada, kind)).account.delete.mutate();
    expect(await storedOf(kit, ada.id)).toEqual(["user_deleted", "session_created", "signup"]);
  });

  it("contain nothing that somebody entered, and no secret", async () => {
    const options = { audit, account: { loginByCode: { enabled: true } }, rateLimits: false } as const;
    await using kit = await createTestKit(options);
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await refusalOf(client.account.login.mutate({ email: "typed@example.com", password: "typed by mistake" }));
    await client.account.code.request.mutate({ email: ada.email });
    await kit.delivered();
    await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }));
    const { code = "" } = kit.outbox.lastMail(ada.email).context;
    await client.account.code.confirm.mutate({ code });
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    const bob = await kit.clientOf(await kit.createUser(), kind);
    await bob.account.email.add.mutate({ email: "second@example.com" });
    await kit.auth.close();
    const all = JSON.stringify(await kit.database.select().from(events));
    const secrets = [...client.jar.cookies.values(), ...Object.values(client.tokens).map(String), code, ada.totpSecret];
    const entered = ["typed@example.com", "typed by mistake", ada.email, "second@example.com", "BCDF-GHJK", password];
    for (const value of [...secrets, ...entered]) expect(all).not.toContain(value);
    expect(all).toContain("login_code_rejected");
  });
});

describe("pages of stored events", () => {
  it("follow one another without a gap, also at events of one moment", async () => {
    await using kit = await createTestKit({ audit, rateLimits: false });
    const ada = await kit.createUser();
    for (let count = 0; count < 6; count += 1) await kit.auth.setUserActive(ada.id, count % 2 === 1);
    const all = await kit.auth.events.of(ada.id);
    expect(all).toHaveLength(7);
    const paged = [];
    for (let before: string | undefined; ; ) {
      const page = await kit.auth.events.of(ada.id, { limit: 3, before });
      paged.push(...page);
      before = page.at(-1)?.id;
      if (page.length < 3) break;
    }
    expect(paged).toEqual(all);
  });

  it("are read by an index", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser();
    const plan = await kit.database.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      await tx.execute(sql`set local enable_bitmapscan = off`);
      return tx.execute(
        sql`explain select * from latchkey_events where user_id = ${ada.id} order by at desc, id desc limit 50`,
      );
    });
    expect(JSON.stringify(plan)).toContain("Index Scan Backward using latchkey_events_user");
    expect(JSON.stringify(plan)).not.toContain("Sort");
  });

  it("exist only with the option, and for sensible questions", async () => {
    await using off = await createTestKit();
    await expect(off.auth.events.of("x")).rejects.toThrow("audit: true");
    await using kit = await createTestKit({ audit });
    await expect(kit.auth.events.of("x", { limit: 0 })).rejects.toThrow("limit");
    await expect(kit.auth.events.of("x", { before: "x" })).rejects.toThrow("before");
    expect(await kit.auth.events.of("x")).toEqual([]);
  });
});

describe("the number of stored events", () => {
  const guess = async (kit: Awaited<ReturnType<typeof createTestKit>>, email: string, ip: string) =>
    refusalOf(kit.client("browser", { ip }).account.login.mutate({ email, password: "a wrong one" }));
  const kitOf = (given: AuthOptions["audit"]) => createTestKit({ audit: given ?? true, rateLimits: false });

  it("is bounded for strangers, and what was omitted is counted", async () => {
    await using kit = await kitOf({ refusalsPerHour: 5 });
    const ada = await kit.createUser();
    for (let count = 0; count < 8; count += 1) {
      await guess(kit, `nobody${count}@example.com`, `192.0.2.${count}`);
      await guess(kit, ada.email, `198.51.100.${count}`);
    }
    await kit.auth.cleanUp();
    const types = async () => (await kit.database.select().from(events)).map(({ type }) => type);
    expect((await types()).filter((type) => type === "login_failed")).toHaveLength(10);
    expect((await storedOf(kit, ada.id)).filter((type) => type === "login_failed")).toHaveLength(5);
    expect(await types()).not.toContain("events_omitted");
    kit.clock.advance(3_600);
    await kit.auth.cleanUp();
    const [omitted, ...others] = (await kit.database.select().from(events)).filter(
      ({ type }) => type === "events_omitted",
    );
    expect(omitted).toMatchObject({ userId: null, detail: "6" });
    expect(others).toEqual([]);
    await guess(kit, ada.email, "198.51.100.1");
    expect((await storedOf(kit, ada.id)).filter((type) => type === "login_failed")).toHaveLength(6);
  });

  it("is bounded for each network, so that one does not hide the others", async () => {
    await using kit = await kitOf({ refusalsPerHour: 60 });
    for (let count = 0; count < 55; count += 1) await guess(kit, `nobody${count}@example.com`, "192.0.2.1");
    await guess(kit, "nobody@example.com", "192.0.2.2");
    await kit.auth.close();
    const ips = (await kit.database.select().from(events)).map(({ ip }) => ip);
    expect(ips.filter((ip) => ip === "192.0.2.1")).toHaveLength(50);
    expect(ips.filter((ip) => ip === "192.0.2.2")).toHaveLength(1);
  });

  it("is not bounded for changes, which never go without their event", async () => {
    await using kit = await kitOf({ refusalsPerHour: 0 });
    const ada = await kit.createUser();
    await kit.client("app").account.login.mutate({ email: ada.email, password });
    expect(await storedOf(kit, ada.id)).toEqual(["login", "signup"]);
  });

  it("shrinks when their time is over, and not before", async () => {
    await using kit = await kitOf({ retention: 30 * DAY });
    const ada = await kit.createUser();
    kit.clock.advance(20 * DAY);
    await kit.auth.setUserActive(ada.id, false);
    await kit.auth.cleanUp();
    expect(await storedOf(kit, ada.id)).toEqual(["user_deactivated", "signup"]);
    kit.clock.advance(10 * DAY);
    await kit.auth.cleanUp();
    expect(await storedOf(kit, ada.id)).toEqual(["user_deactivated"]);
  });
});

describe("events that no procedure of a call causes", () => {
  it("are stored for logins that nobody completed", async () => {
    await using kit = await createTestKit({ audit });
    const ada = await kit.createUser({ totp: true });
    await kit.client("app").account.login.mutate({ email: ada.email, password });
    kit.clock.advance(3_600);
    await kit.auth.cleanUp();
    expect((await kit.auth.events.of(ada.id)).map(({ type, detail }) => [type, detail])).toContainEqual([
      "flow_expired",
      "mfa_authenticate",
    ]);
  });

  it.each(["browser", "app"] as const)(
    "are stored for the ends of sessions, with the change, %s client",
    async (kind) => {
      await using kit = await createTestKit({ audit });
      const ada = await kit.createUser();
      const client = await kit.clientOf(ada, kind);
      await client.session.revokeOthers.mutate();
      await kit.auth.revokeSessions(ada.id, { actor: "staff 7" });
      const revoked = (await kit.auth.events.of(ada.id)).filter(({ type }) => type === "session_revoked");
      expect(revoked.map(({ detail, actor }) => [detail, actor])).toEqual([
        ["all", "staff 7"],
        ["all others", undefined],
      ]);
    },
  );
});
