import { Redis } from "ioredis";
import { afterAll, describe, expect, inject, it } from "vitest";
import { databaseRateLimitStore } from "../../src/db/rateLimits.ts";
import { memoryRateLimitStore } from "../../src/ports/rateLimitStore/memory.ts";
import type { RateLimitStore } from "../../src/ports/rateLimitStore/rateLimitStore.ts";
import { redisRateLimitStore } from "../../src/ports/rateLimitStore/redis.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of a Redis; null if there is none. */
    redisUrl: string | null;
  }
}

const redisUrl = inject("redisUrl");
const redis = redisUrl === null ? null : new Redis(redisUrl);
afterAll(() => redis?.quit());

const stores: [string, () => Promise<RateLimitStore>][] = [
  ["memory", async () => memoryRateLimitStore()],
  ["database", async () => databaseRateLimitStore((await testDatabase()).database)],
  ...(redis === null
    ? []
    : [
        ["Redis", async () => redisRateLimitStore(redis, { prefix: `latchkey-test-${process.pid}:` })] as [
          string,
          () => Promise<RateLimitStore>,
        ],
      ]),
];

const start = new Date("2030-01-01T12:00:00.000Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

describe.each(stores)("rate limits in %s", (name, open) => {
  const take = (key: string) => ({
    key: `${name}:${key}:${Math.trunc(performance.now())}`,
    limit: 5,
    windowSeconds: 60,
  });

  it("count in windows that begin with the first use, by the given clock", async () => {
    const store = await open();
    const one = take("windows");
    const uses = async (now: Date) => (await store.take([one], now))[0];
    expect(await uses(start)).toEqual({ key: one.key, used: 1, resetsAt: after(60) });
    expect(await uses(after(59))).toEqual({ key: one.key, used: 2, resetsAt: after(60) });
    expect(await uses(after(60))).toEqual({ key: one.key, used: 1, resetsAt: after(120) });
  });

  it("count several keys together, in the order in which they were given", async () => {
    const store = await open();
    const [a, b] = [take("b"), take("a")];
    await store.take([b], start);
    expect((await store.take([a, b], start)).map(({ key, used }) => [key, used])).toEqual([
      [a.key, 1],
      [b.key, 2],
    ]);
  });

  it("give back and clear", async () => {
    const store = await open();
    const [a, b] = [take("give"), take("clear")];
    for (let use = 0; use < 3; use += 1) await store.take([a, b], start);
    await store.giveBack({ keys: [a.key], cleared: [b.key, "unknown"] }, start);
    expect((await store.take([a, b], start)).map(({ used }) => used)).toEqual([3, 1]);
    await store.giveBack({ keys: [], cleared: [] }, start);
  });

  it("count a hundred simultaneous uses as a hundred, whatever the order of their keys", async () => {
    const store = await open();
    const [a, b] = [
      { ...take("x"), limit: 100 },
      { ...take("y"), limit: 100 },
    ];
    const counted = await Promise.all(
      Array.from({ length: 100 }, (_, index) => store.take(index % 2 === 0 ? [a, b] : [b, a], start)),
    );
    const used = counted.map((states) => states.find(({ key }) => key === a.key)?.used ?? 0);
    expect(used.sort((x, y) => x - y)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it("never count beyond the limit, and leave what comes later alone", async () => {
    const store = await open();
    const [first, later] = [take("first"), { ...take("later"), stage: 1 }];
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.take([later, first], start)));
    const standing = answers.map((states) => states.map(({ key, used }) => [key === first.key, used]));
    expect(standing.filter((states) => states.length === 2)).toHaveLength(5);
    expect(standing.filter((states) => states.length === 1)).toEqual(Array.from({ length: 15 }, () => [[true, 6]]));
    await store.giveBack({ keys: [first.key], cleared: [] }, start);
    expect((await store.take([first, later], start)).map(({ used }) => used)).toEqual([5, 6]);
  });

  it("hold through the router", async () => {
    await using kit = await createTestKit({ rateLimitStore: await open(), rateLimits: { loginFailed: "2/60s/key" } });
    const email = `${name.toLowerCase()}${Math.trunc(performance.now())}@example.com`;
    const ada = await kit.createUser({ email });
    const login = (password: string) => refusalOf(kit.client("app").account.login.mutate({ email, password }));
    await login("wrong");
    expect(await login(ada.password)).toBeNull();
    await login("wrong");
    await login("wrong");
    expect(await login(ada.password)).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["too_many_login_attempts"],
      retryAfter: 60,
    });
  });
});

describe("rate limits", () => {
  it("keep a bounded number of keys in memory", async () => {
    const store = memoryRateLimitStore({ maxKeys: 10 });
    for (let key = 0; key < 100; key += 1) await store.take([{ key: `${key}`, limit: 1, windowSeconds: 60 }], start);
    expect((await store.take([{ key: "99", limit: 1, windowSeconds: 60 }], start))[0]?.used).toBe(2);
    expect((await store.take([{ key: "0", limit: 1, windowSeconds: 60 }], start))[0]?.used).toBe(1);
  });

  it("fail closed when Redis is gone, or fall back where the app wants that, and never hang", async () => {
    const gone = { eval: () => new Promise<never>(() => {}) };
    const one = [{ key: "k", limit: 1, windowSeconds: 60 }];
    await expect(redisRateLimitStore(gone, { timeout: 20 }).take(one, start)).rejects.toThrow("did not answer");
    const fallback = redisRateLimitStore(gone, { timeout: 20, whenDown: memoryRateLimitStore() });
    expect((await fallback.take(one, start))[0]?.used).toBe(1);
    await using kit = await createTestKit({ rateLimitStore: redisRateLimitStore(gone, { timeout: 20 }) });
    const ada = await kit.createUser();
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(login)).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
  });

  it("leave Redis alone once it did not respond, and try again after a while", async () => {
    let isBack = false;
    let asked = 0;
    const client = {
      eval: async () => {
        asked += 1;
        return isBack ? [1, String(after(60).getTime())] : new Promise<never>(() => {});
      },
    };
    const one = [{ key: "k", limit: 1, windowSeconds: 60 }];
    const troubles: string[] = [];
    const store = redisRateLimitStore(client, { timeout: 20, whenDown: memoryRateLimitStore() });
    store.onTrouble?.(() => troubles.push("down"));
    for (let call = 0; call < 5; call += 1) await store.take(one, after(call / 2));
    await store.giveBack({ keys: ["k"], cleared: [] }, after(3));
    expect(asked).toBe(1);
    expect(troubles).toEqual(["down"]);
    await store.take(one, after(6));
    expect(asked).toBe(2);
    isBack = true;
    expect(await store.take(one, after(12))).toEqual([{ key: "k", used: 1, resetsAt: after(60) }]);
    await store.take(one, after(13));
    expect(asked).toBe(4);
    expect(troubles).toEqual(["down"]);
  });

  it("count nothing that reached Redis too late", async () => {
    const sent: { script: string; answer(value: unknown): void }[] = [];
    const client = {
      eval: (script: string) => new Promise((answer) => sent.push({ script, answer })),
    };
    const store = redisRateLimitStore(client, { timeout: 20 });
    const one = [{ key: "k", limit: 2, windowSeconds: 60 }];
    await expect(store.take(one, start)).rejects.toThrow("in time");
    sent[0]?.answer([1, String(after(60).getTime())]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(2);
    expect(sent[1]?.script).not.toBe(sent[0]?.script);
  });

  it("that cannot be settled do not affect a login that was right, and are reported once", async () => {
    const memory = memoryRateLimitStore();
    const rateLimitStore: RateLimitStore = {
      take: (takes, now) => memory.take(takes, now),
      giveBack: () => Promise.reject(new Error("the store is gone")),
    };
    const events: string[] = [];
    await using kit = await createTestKit({ rateLimitStore, onEvent: ({ type }) => void events.push(type) });
    const ada = await kit.createUser();
    for (let login = 0; login < 2; login += 1)
      expect(await kit.client("app").account.login.mutate({ email: ada.email, password: ada.password })).toMatchObject({
        status: "authenticated",
      });
    expect(events.filter((type) => type === "rate_limit_store_failed")).toHaveLength(1);
  });

  it("are off when disabled", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    for (let guess = 0; guess < 8; guess += 1)
      await refusalOf(kit.client("app").account.login.mutate({ email: ada.email, password: "wrong" }));
    expect(
      await refusalOf(kit.client("app").account.login.mutate({ email: ada.email, password: ada.password })),
    ).toBeNull();
  });
});
