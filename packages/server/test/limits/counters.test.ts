import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { memoryRateLimitStore } from "../../src/rateLimits.ts";
import { rateLimits } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const wrong = "wrong";
type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** Every counter, by its key. */
async function counters({ database }: Kit) {
  const rows = await database.select().from(rateLimits);
  return new Map(rows.map(({ key, used, resetsAt }) => [key, { used, resetsAt: resetsAt.toISOString() }]));
}

/** The limit of a counter, which is part of its key. */
function limitOf(key: string): number {
  return Number(/(\d+)\/\d/.exec(key)?.[1]);
}

describe("counters of the limits", () => {
  it("are not touched by a refused call: neither a victim's nor a new one", async () => {
    await using kit = await createTestKit({
      account: { loginByCode: { enabled: true } },
      rateLimits: {
        login: "4/m/ip",
        loginFailed: "3/m/ip, 5/300s/key, 100/d/key",
        signup: "4/m/ip",
        requestLoginCode: "4/m/ip, 3/m/key",
        resetPassword: "4/m/ip, 5/m/key",
        requestVerification: "4/m/ip",
      },
    });
    const { account } = kit.client("app");
    const ada = await kit.createUser();
    const call = async (email: string) => {
      await refusalOf(account.login.mutate({ email, password: wrong }));
      await refusalOf(account.password.requestReset.mutate({ email }));
      await refusalOf(account.code.request.mutate({ email }));
      await refusalOf(account.email.requestVerification.mutate({ email }));
      await refusalOf(account.signup.mutate({ email, password: "a fine password" }));
    };
    // Until the address has used up every limit, and a little more.
    for (let first = 0; first < 6; first += 1) await call(`first${first}@example.com`);
    const before = await counters(kit);
    for (let more = 0; more < 8; more += 1) await call(more % 2 === 0 ? ada.email : `more${more}@example.com`);
    expect(await counters(kit)).toEqual(before);
  });

  it("never exceed their limits, however many calls are made at the same time", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    const calls = Array.from({ length: 60 }, (_, index) => {
      const { account } = kit.client("app", { ip: `198.51.100.${index % 3}` });
      return [
        refusalOf(account.login.mutate({ email: ada.email, password: wrong })),
        refusalOf(account.password.requestReset.mutate({ email: ada.email })),
        refusalOf(account.code.request.mutate({ email: ada.email })),
      ];
    });
    await Promise.all(calls.flat());
    const rows = [...(await counters(kit))];
    expect(rows.length).toBeGreaterThan(3);
    for (const [key, { used }] of rows) {
      expect(limitOf(key), key).toBeGreaterThan(0);
      expect(used, key).toBeLessThanOrEqual(limitOf(key));
    }
    expect(kit.errors).toEqual([]);
  });

  it("are named so that only the app can tell whose they are", async () => {
    const names = async (secret: string) => {
      await using kit = await createTestKit({ secret });
      const { account } = kit.client("app");
      await refusalOf(account.login.mutate({ email: "ada@example.com", password: wrong }));
      await refusalOf(account.password.requestReset.mutate({ email: "ada@example.com" }));
      return [...(await counters(kit)).keys()];
    };
    const first = await names("a secret of at least thirty-two characters");
    const second = await names("another secret of thirty-two characters");
    expect(first.length).toBeGreaterThan(2);
    expect(second.filter((name) => first.includes(name))).toEqual([]);
    const guesses = ["ada@example.com", "email:ada@example.com", "192.0.2.1"].flatMap((text) =>
      (["base64url", "hex"] as const).map((as) => createHash("sha256").update(text).digest(as).slice(0, 16)),
    );
    for (const name of first) for (const guess of guesses) expect(name).not.toContain(guess);
  });

  it("keep a victim's lock in memory, whatever else is counted", async () => {
    const store = memoryRateLimitStore();
    await using kit = await createTestKit({ rateLimitStore: store });
    const ada = await kit.createUser();
    const login = (password: string, ip: string) =>
      refusalOf(kit.client("app", { ip }).account.login.mutate({ email: ada.email, password }));
    for (let guess = 0; guess < 6; guess += 1) await login(wrong, "198.51.100.1");
    const now = kit.clock.now();
    for (let other = 0; other < 200_000; other += 1)
      await store.take([{ key: `somebody else ${other}`, limit: 30, windowSeconds: 3_600 }], now);
    expect(await login(ada.password, "198.51.100.2")).toMatchObject({ codes: ["too_many_login_attempts"] });
    kit.clock.advance(300);
    expect(await login(ada.password, "198.51.100.2")).toBeNull();
  });

  it("are removed once they are over, as many as there are, and no others", async () => {
    await using kit = await createTestKit();
    await refusalOf(kit.client("app").account.login.mutate({ email: "ada@example.com", password: wrong }));
    const running = await counters(kit);
    const over = new Date(kit.clock.now().getTime() - 1_000).toISOString();
    await kit.database.execute(sql`
      insert into latchkey_rate_limits (key, used, resets_at)
      select 'over:' || n, 1, ${over}::timestamptz from generate_series(1, 60000) as n
    `);
    expect(await kit.auth.cleanUp()).toBeGreaterThanOrEqual(60_000);
    expect(await counters(kit)).toEqual(running);
  });

  it("that cannot be counted refuse the call, log nobody in, and tell the app", async () => {
    const events: string[] = [];
    const store = {
      ...memoryRateLimitStore(),
      take: () => Promise.reject(new Error("the store is down")),
    };
    await using kit = await createTestKit({ rateLimitStore: store, onEvent: ({ type }) => void events.push(type) });
    const ada = await kit.createUser();
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(login)).toMatchObject({ trpc: "INTERNAL_SERVER_ERROR" });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(events).toContain("rate_limit_store_failed");
  });
});
