import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Database } from "../../../src/db/database.ts";
import { listenForLostConnections } from "../../../src/db/driver/lostConnections.ts";
import { outbox, sessions, users } from "../../../src/schema.ts";
import { TEST_PASSWORD } from "../../../src/testing/createTestKit.ts";
import { refusalOf } from "../../support/errors.ts";
import { hold } from "../../support/faults/heldLock.ts";
import { findHalfMade } from "../../support/faults/whole.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const { database: direct, url } = await testDatabase();
const POOL = 6;
/** Seconds. */
const LOCK_TIMEOUT = 2;
let pool: OpenPool;
let app: OpenPool;
beforeAll(async () => {
  if (url === null) return;
  pool = await openPoolAt(url, POOL);
  app = await openPoolAt(url, 4);
  listenForLostConnections(app.database, () => {});
});
afterAll(async () => {
  await pool?.close();
  await app?.close();
});

const openKit = (database: Database = pool.database) => createTestKit({ database, lockTimeout: LOCK_TIMEOUT });

const timed = async <Result>(work: Promise<Result>): Promise<{ result: Result; seconds: number }> => {
  const began = performance.now();
  const result = await work;
  return { result, seconds: (performance.now() - began) / 1_000 };
};

const BUSY = { trpc: "SERVICE_UNAVAILABLE", codes: ["temporarily_unavailable"] };

describe.skipIf(inject("driver") === "pglite")("a lock that another transaction holds for long", () => {
  it("on a user ends what waits for it in time, however many calls; all others continue", async () => {
    // Limits would allow only a few simultaneous guesses.
    await using kit = await createTestKit({ database: pool.database, lockTimeout: LOCK_TIMEOUT, rateLimits: false });
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    await using lock = await hold(app.database, sql`select * from latchkey_users where id = ${ada.id} for update`);
    const logIn = ({ email }: { email: string }) =>
      kit.client("app").account.login.mutate({ email, password: TEST_PASSWORD });
    const waiting = timed(Promise.all(Array.from({ length: 3 * POOL }, () => refusalOf(logIn(ada)))));
    const client = await kit.clientOf(bob, "app");
    let slowest = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      const { seconds } = await timed(client.account.user.query().then(() => logIn(bob)));
      slowest = Math.max(slowest, seconds);
    }
    expect(slowest).toBeLessThan(LOCK_TIMEOUT);
    const { result, seconds } = await waiting;
    for (const refusal of result) expect(refusal).toMatchObject({ ...BUSY, retryAfter: 5 });
    expect(seconds).toBeLessThan(LOCK_TIMEOUT + 2);
    expect(kit.errors).toHaveLength(1);
    expect(String(kit.errors[0])).toContain("lockTimeout");
    expect(await kit.sessionsOf(ada)).toEqual([]);
    await lock.release();
    expect(await logIn(ada)).toMatchObject({ status: "authenticated" });
  });

  it("that is released in time is waited for", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser();
    await using lock = await hold(app.database, sql`select * from latchkey_users where id = ${ada.id} for update`);
    const waiting = kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
    await lock.release();
    expect(await waiting).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });

  it("on the counters of limits refuses the calls that they count, and lets sessions be read", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "app");
    const logIn = () => kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    await logIn();
    await using lock = await hold(app.database, sql`select * from latchkey_rate_limits for update`);
    const waiting = timed(Promise.all(Array.from({ length: 3 * POOL }, () => refusalOf(logIn()))));
    const { seconds } = await timed(client.account.user.query());
    expect(seconds).toBeLessThan(LOCK_TIMEOUT);
    const { result } = await waiting;
    for (const refusal of result) expect(refusal).toMatchObject(BUSY);
    await lock.release();
    expect(await logIn()).toMatchObject({ status: "authenticated" });
  });

  it("on a session refuses changes, but not reads, whose use is recorded later", async () => {
    await using kit = await createTestKit({
      database: pool.database,
      lockTimeout: LOCK_TIMEOUT,
      session: { trackActivity: true },
    });
    const ada = await kit.createUser();
    const [client, other] = [await kit.clientOf(ada, "app"), await kit.clientOf(ada, "app")];
    await using lock = await hold(app.database, sql`select * from latchkey_sessions for update`);
    kit.clock.advance(120);
    const { result, seconds } = await timed(client.account.user.query());
    expect(result).toMatchObject({ id: ada.id });
    expect(seconds).toBeLessThan(LOCK_TIMEOUT);
    expect(await refusalOf(client.account.logout.mutate())).toMatchObject(BUSY);
    expect(await refusalOf(client.session.revokeOthers.mutate())).toMatchObject(BUSY);
    expect(await direct.select().from(sessions)).toHaveLength(2);
    await lock.release();
    await client.session.revokeOthers.mutate();
    expect(await refusalOf(other.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const [row] = await direct.select().from(sessions);
    expect(row?.lastSeenAt).toEqual(kit.clock.now());
  });

  it.each([
    { what: "a passkey begins in a session", table: "sessions", options: {}, step: "register" },
    { what: "a passkey begins in a login", table: "flows", options: { mfa: { required: true } }, step: "enroll" },
    { what: "a provider is set out for", table: "sessions", options: {}, step: "connect" },
    { what: "a provider has answered", table: "social_redirects", options: {}, step: "callback" },
  ] as const)("where $what leaves the pool to others", async ({ table, options, step }) => {
    const social = await createSocialKit({ database: pool.database, lockTimeout: LOCK_TIMEOUT, ...options });
    await using kit = social.kit;
    const ada = await kit.createUser();
    const client = step === "enroll" ? kit.client("app") : await kit.clientOf(ada, "browser");
    if (step === "enroll") await client.account.login.mutate({ email: ada.email, password: ada.password });
    const traveller = kit.client("browser");
    const answer = await social.journey(traveller, social.visitor("ada", { email: "ada@example.com" }));
    const calls = {
      register: () => client.mfa.webauthn.beginRegistration.mutate(),
      enroll: () => client.mfa.enroll.beginWebauthn.mutate(),
      connect: () => client.social.redirect.mutate({ provider: "local", process: "connect", callbackUrl: "/after" }),
      callback: () => traveller.social.callback.mutate(answer),
    };
    const bystander = await kit.clientOf(await kit.createUser(), "app");
    await using lock = await hold(app.database, sql`select * from ${sql.raw(`latchkey_${table}`)} for update`);
    const waiting = timed(Promise.all(Array.from({ length: 2 * POOL }, () => refusalOf(calls[step]()))));
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
    const { seconds } = await timed(bystander.account.user.query());
    expect(seconds).toBeLessThan(LOCK_TIMEOUT);
    const { result } = await waiting;
    for (const refusal of result) expect(refusal).toMatchObject(BUSY);
    await lock.release();
  });

  it("on messages that are being sent stops no calls", async () => {
    let deliver = () => {};
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve;
    });
    await using kit = await createTestKit({
      database: pool.database,
      lockTimeout: LOCK_TIMEOUT,
      rateLimits: false,
      mail: { send: () => delivered },
    });
    const bystander = await kit.clientOf(await kit.createUser(), "app");
    for (let index = 0; index < POOL; index += 1)
      await kit.client("app").account.signup.mutate({ email: `new${index}@example.com`, password: TEST_PASSWORD });
    await using lock = await hold(app.database, sql`select * from latchkey_outbox for update`);
    deliver();
    await expect.poll(() => waitingForLocks()).toBeGreaterThan(0);
    const { seconds } = await timed(bystander.account.user.query());
    expect(seconds).toBeLessThan(LOCK_TIMEOUT);
    await lock.release();
    await kit.auth.close();
    expect(await direct.select().from(outbox)).toEqual([]);
  });

  it("on a table that a change needs, as in a migration, leaves nothing half done", async () => {
    await using kit = await openKit();
    const email = "new@example.com";
    const signUp = () => kit.client("app").account.signup.mutate({ email, password: TEST_PASSWORD });
    await using lock = await hold(app.database, sql`lock table latchkey_outbox in access exclusive mode`);
    expect(await refusalOf(signUp())).toMatchObject(BUSY);
    await lock.release();
    expect(await direct.select().from(users)).toEqual([]);
    expect(await findHalfMade(direct)).toEqual([]);
    expect(await signUp()).toMatchObject({ status: "pending" });
    expect((await kit.delivered()).mails.map(({ to }) => to)).toEqual([email]);
  });

  it("on a table that is read, where connections have a lock_timeout, refuses reads in time, and loses no session", async () => {
    const hasty = await openPoolAt(`${url}?lock_timeout=200`, POOL);
    await using kit = await openKit(hasty.database);
    const client = await kit.clientOf(await kit.createUser(), "app");
    await using lock = await hold(app.database, sql`lock table latchkey_sessions in access exclusive mode`);
    const { result, seconds } = await timed(
      Promise.all(Array.from({ length: 3 * POOL }, () => refusalOf(client.account.user.query()))),
    );
    for (const refusal of result) expect(refusal).toMatchObject(BUSY);
    expect(seconds).toBeLessThan(LOCK_TIMEOUT + 2);
    await lock.release();
    expect(await refusalOf(client.account.user.query())).toBeNull();
    await hasty.close();
  });
});

async function waitingForLocks(): Promise<number> {
  const rows = await direct
    .select({ pid: sql<number>`pid` })
    .from(sql`pg_stat_activity`)
    .where(sql`wait_event_type = 'Lock' and datname = current_database()`);
  return rows.length;
}
