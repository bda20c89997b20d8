import { Redis } from "ioredis";
import { describe, expect, inject, it } from "vitest";
import { memoryRateLimitStore } from "../../src/ports/rateLimitStore/memory.ts";
import { type RedisRateLimitOptions, redisRateLimitStore } from "../../src/rateLimits.ts";
import { startTcpProxy } from "../support/faults/tcpProxy.ts";
import { createTestKit } from "../support/kit.ts";

const redisUrl = inject("redisUrl");
const TIMEOUT = 100;

/** A kit that counts in a Redis behind a proxy. */
async function openKit(options: RedisRateLimitOptions) {
  const { hostname, port } = new URL(redisUrl ?? "");
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) || 6379 });
  const redis = new Redis({ port: proxy.port, host: "127.0.0.1", retryStrategy: () => 20 });
  // Without this listener, an app gets such errors only in its console.
  redis.on("error", () => {});
  const prefix = `latchkey-test-${process.pid}-${crypto.randomUUID()}:`;
  const events: string[] = [];
  const kit = await createTestKit({
    rateLimitStore: redisRateLimitStore(redis, { prefix, timeout: TIMEOUT, retryAfter: 5, ...options }),
    onEvent: ({ type }) => void events.push(type),
  });
  const ada = await kit.createUser();
  const logIn = (password = ada.password) => kit.client("app").account.login.mutate({ email: ada.email, password });
  return {
    kit,
    ada,
    logIn,
    proxy,
    failures: () => events.filter((type) => type === "rate_limit_store_failed").length,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      await kit[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(redisUrl === null).each(["silent", "gone"] as const)("a Redis that is %s", (mode) => {
  it("refuses every guess, is reported once, costs one call the wait, and locks nobody out once it is back", async () => {
    await using setting = await openKit({});
    const { kit, ada, logIn, proxy } = setting;
    expect(await logIn()).toMatchObject({ status: "authenticated" });
    const before = await kit.sessionsOf(ada);
    proxy.become(mode);
    await expect(logIn()).rejects.toThrow("Internal server error");
    const began = performance.now();
    for (let call = 0; call < 30; call += 1) await expect(logIn()).rejects.toThrow("Internal server error");
    expect(performance.now() - began).toBeLessThan(30 * TIMEOUT);
    // No session was created: without a response its token would be unknown, and it would remain.
    expect(await kit.sessionsOf(ada)).toEqual(before);
    expect(setting.failures()).toBe(1);
    proxy.become("open");
    await expect
      .poll(async () => {
        kit.clock.advance(6);
        return (await logIn().catch(() => null))?.status;
      })
      .toBe("authenticated");
    for (let call = 0; call < 10; call += 1) expect(await logIn()).toMatchObject({ status: "authenticated" });
  });

  it("is replaced by another store, where the app wants that, which counts guesses as usual", async () => {
    await using setting = await openKit({ whenDown: memoryRateLimitStore() });
    const { logIn, proxy, kit } = setting;
    proxy.become(mode);
    expect(await logIn()).toMatchObject({ status: "authenticated" });
    const answers: string[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      await logIn("a wrong password").catch((error: Error) => answers.push(error.message));
    expect(new Set(answers).size).toBeGreaterThan(1);
    expect(answers).not.toContain("Internal server error");
    expect(setting.failures()).toBe(1);
    proxy.become("open");
    kit.clock.advance(3_600);
    await expect
      .poll(async () => {
        kit.clock.advance(6);
        return (await logIn().catch(() => null))?.status;
      })
      .toBe("authenticated");
  });

  it.each([365 * 86_400, 3_600])(
    "for a while, by a clock that is %d seconds ahead, is used again once that is right",
    async (ahead) => {
      await using setting = await openKit({});
      const { kit, logIn, proxy } = setting;
      kit.clock.advance(ahead);
      proxy.become(mode);
      await expect(logIn()).rejects.toThrow("Internal server error");
      proxy.become("open");
      kit.clock.advance(-ahead);
      await expect
        .poll(async () => {
          kit.clock.advance(6);
          return (await logIn().catch(() => null))?.status;
        })
        .toBe("authenticated");
    },
  );

  it("that fails while a password is being compared leaves no session that its caller does not get", async () => {
    let isAsked = () => {};
    await using setting = await openKit({});
    const { kit, ada, logIn, proxy } = setting;
    isAsked = () => proxy.become(mode);
    const logging = logIn();
    // The call is counted already; Redis fails before the count is taken back.
    await expect.poll(() => proxy.links.size).toBeGreaterThan(0);
    isAsked();
    const state = await logging.catch(() => null);
    expect(await kit.sessionsOf(ada)).toHaveLength(state?.status === "authenticated" ? 1 : 0);
  });
});
