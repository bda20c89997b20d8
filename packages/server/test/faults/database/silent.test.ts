import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pg-proxy";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { jwt } from "../../../src/index.ts";
import { createSecrets } from "../../../src/lib/secrets.ts";
import { createOutbox } from "../../../src/messages/outbox.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import { loggedInApp, loginOf, pairOf } from "../../support/appTokens.ts";
import { refusalOf } from "../../support/errors.ts";
import { startTcpProxy, type TcpProxy } from "../../support/faults/tcpProxy.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { type OpenPool, openPoolAt } from "../../support/pools.ts";
import { until } from "../../support/until.ts";

const { database: direct, url } = await testDatabase();
const BUSY = { trpc: "SERVICE_UNAVAILABLE", codes: ["temporarily_unavailable"], retryAfter: 5 };

afterEach(() => void vi.useRealTimers());

/** The connections of a pool, which can die without a word: nobody is told, and nothing more comes back. */
interface Dying {
  proxy: TcpProxy;
  pool: OpenPool;
  /** Lets the next connection die that sends this text; all others go on. */
  dieAt(text: string): void;
  hasDied(): Promise<boolean>;
}

async function withDying(work: (dying: Dying) => Promise<void>): Promise<void> {
  // Time also passes by itself: postgres.js connects by a timer.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const target = new URL(url ?? "");
  let deadly: string | null = null;
  let deaths = 0;
  await using proxy = await startTcpProxy(
    { host: target.hostname, port: Number(target.port) || 5432 },
    ({ near, far }) => {
      let isDead = false;
      near.on("data", (bytes) => {
        if (deadly !== null && bytes.includes(deadly)) {
          isDead = true;
          deadly = null;
          deaths += 1;
        }
        if (!isDead) far.write(bytes);
      });
      far.on("data", (bytes) => void (isDead || near.write(bytes)));
    },
  );
  target.host = `127.0.0.1:${proxy.port}`;
  const pool = await openPoolAt(target.href, 6);
  const dieAt = (text: string) => {
    deadly = text;
  };
  try {
    await work({ proxy, pool, dieAt, hasDied: async () => deaths > 0 });
  } finally {
    vi.useRealTimers();
    // A driver waits for the responses that have not come.
    for (const { cut } of proxy.links) cut();
    await pool.close();
  }
}

describe.skipIf(inject("driver") === "pglite")("a connection that has died silently", () => {
  it("while it read the signing keys, delays the logins that wait for them by five seconds", () =>
    withDying(async ({ pool, dieAt, hasDied }) => {
      const session = { tokens: jwt() };
      await using kit = await createTestKit({ database: pool.database, rateLimits: false, session });
      const ada = await kit.createUser();
      const logIn = (kind: "app" | "browser") =>
        kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password });
      dieAt("latchkey_signing_keys");
      const waiting = [1, 2, 3].map(() => refusalOf(logIn("app")));
      await until(hasDied);
      expect(await logIn("browser")).toMatchObject({ status: "authenticated" });
      await vi.advanceTimersByTimeAsync(5_000);
      const refused = (await Promise.all(waiting)).filter((refusal) => refusal !== null);
      expect(refused.length).toBeGreaterThan(0);
      for (const refusal of refused) expect(refusal).toMatchObject(BUSY);
      expect(kit.errors.map(String)).toEqual([
        "TimeoutError: the database, asked for the signing keys, did not answer within 5 s",
      ]);
      expect(await logIn("app")).toMatchObject({ status: "authenticated" });
    }));

  it.skipIf(inject("driver") !== "postgres")(
    "while it was asked about a pooler, delays the transactions that wait for that by five seconds",
    () =>
      withDying(async ({ pool, dieAt, hasDied }) => {
        await using kit = await createTestKit({ database: pool.database, rateLimits: false });
        dieAt("pg_prepared_statements");
        const signUp = (email: string) =>
          kit.client("app").account.signup.mutate({ email, password: "a fine password" });
        const waiting = [1, 2, 3].map((one) => refusalOf(signUp(`${one}@example.com`)));
        await until(hasDied);
        await vi.advanceTimersByTimeAsync(5_000);
        const refused = (await Promise.all(waiting)).filter((refusal) => refusal !== null);
        expect(refused.length).toBeGreaterThan(0);
        for (const refusal of refused) expect(refusal).toMatchObject(BUSY);
        expect(await signUp("later@example.com")).toMatchObject({ status: "pending" });
      }),
  );
});

describe.skipIf(inject("driver") === "pglite")("a database that has gone silent", () => {
  it("makes access tokens unverifiable, but not invalid, once the keys were read five minutes ago", () =>
    withDying(async ({ proxy, pool }) => {
      const session = { tokens: jwt({ accessTokenLifetime: 3_600 }) };
      await using kit = await createTestKit({ database: pool.database, session });
      const { ada, client } = await loggedInApp(kit);
      const verify = () => kit.auth.verifyAccessToken(pairOf(client).accessToken);
      proxy.become("silent");
      kit.clock.advance(299);
      expect(await verify()).toMatchObject({ sub: ada.id });
      kit.clock.advance(1);
      const refused = verify().catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(String(await refused)).toContain("asked for the signing keys, did not answer within 5 s");
      proxy.become("open");
      expect(await verify()).toMatchObject({ sub: ada.id });
      expect(pairOf(await loginOf(kit, ada)).accessToken).toEqual(expect.any(String));
    }));

  it("does not keep an auth that listens from closing", () =>
    withDying(async ({ proxy, pool }) => {
      const session = { cache: { listen: true } };
      await using kit = await createTestKit({ database: pool.database, session });
      const client = await kit.clientOf(await kit.createUser(), "app");
      const listening = sql`select 1 from pg_stat_activity
        where datname = current_database() and state = 'idle' and query ilike 'listen%'`;
      await client.account.user.query();
      await until(async () => (await direct.select({ one: sql`1` }).from(sql`(${listening}) as found`)).length > 0);
      await client.account.user.query();
      proxy.become("silent");
      let isClosed = false;
      void kit.auth.close().then(() => {
        isClosed = true;
      });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(isClosed).toBe(true);
    }));
});

it("messages are sent, though each connection that recorded one before has died silently", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const now = new Date("2030-01-01T00:00:00.000Z");
  const sent: string[] = [];
  const failures: string[] = [];
  let isSilent = true;
  const outbox = createOutbox({
    database: drizzle(() => (isSilent ? new Promise(() => {}) : Promise.resolve({ rows: [] }))),
    secrets: createSecrets(["a secret of at least thirty-two characters"], systemRandom.bytes),
    clock: () => now,
    random: systemRandom,
    mail: {
      async send({ to }) {
        // Recording that it was not sent is waited for no longer.
        if (to.startsWith("0")) throw new Error("the server said 451");
        sent.push(to);
      },
    },
    sms: undefined,
    render: {
      mail: ({ to, template, context }) => ({ to, template, context, subject: "", text: "", html: "" }),
      sms: () => Promise.reject(new Error("no text message is sent")),
    },
    onFailure: ({ error }) => void failures.push(String(error)),
  });
  const createdAt = now;
  const nextAttemptAt = new Date(now.getTime() + 60_000);
  const stored = Array.from({ length: 12 }, (_, index) => {
    const to = `${index}@example.com`;
    const context = { appName: "Acme" };
    const outgoing = { kind: "mail", template: "unknown_account", to, context } as const;
    return {
      outgoing,
      row: { id: systemRandom.uuid(), kind: "mail" as const, sealed: "", attempts: 0, nextAttemptAt, createdAt },
    };
  });
  outbox.dispatch(stored);
  await until(async () => sent.length === 9);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(sent).toHaveLength(9);
  isSilent = false;
  await vi.advanceTimersByTimeAsync(1);
  await outbox.settled();
  expect(sent).toHaveLength(11);
  expect(failures.filter((failure) => failure.includes("did not answer within 5 s"))).toHaveLength(10);
});
