import { jwt } from "@latchkey/server";
import { act, cleanup, waitFor } from "@testing-library/react";
import { createTRPCClient, httpBatchLink, httpLink, loggerLink } from "@trpc/client";
import { afterEach, expect, it } from "vitest";
import { authHeaders, authLink, type StoredTokens, type TokenStorage } from "../src/index.ts";
import type { Init } from "./browserFetch.ts";
import { type App, type AppRouter, createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

/** A slow storage, like that of a device. */
function deviceStorage() {
  const device: { tokens: StoredTokens | null; writes: number } = { tokens: null, writes: 0 };
  const storage: TokenStorage = {
    get: async () => device.tokens,
    set: async (tokens) => {
      await Promise.resolve();
      device.tokens = tokens;
      device.writes++;
    },
  };
  return { device, storage };
}

/** One running app; several may share a storage. */
function process(app: App, storage: TokenStorage, fetch = app.fetch) {
  const url = `${app.kit.origin}/trpc`;
  const logged: string[] = [];
  const client = createTRPCClient<AppRouter>({
    links: [
      loggerLink({ logger: (call) => void logged.push(JSON.stringify(call)) }),
      authLink<AppRouter>({ url, fetch, storage }),
      // Not batched, so that each call may fail by itself.
      httpLink({ url, fetch, headers: () => authHeaders(storage) }),
    ],
  });
  return { client, logged };
}

async function setUp() {
  const app = await createApp({ session: { tokens: jwt() }, rateLimits: false });
  const { device, storage } = deviceStorage();
  const ada = await app.kit.createUser({ data });
  const { client, logged } = process(app, storage);
  await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
  const refreshes = () => app.calls.filter((call) => call.endsWith("session.refresh")).length;
  return { app, device, storage, ada, client, logged, refreshes };
}

it("keeps a pair of tokens, and sends only the access token", async () => {
  const { app, device, ada, client } = await setUp();
  expect(device.tokens).toEqual({
    accessToken: expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/),
    refreshToken: expect.stringMatching(/^[\w-]{87}$/),
    refreshAt: expect.any(Number),
  });
  expect(await client.mine.query()).toBe(`of ${ada.email}`);
  const { writes } = device;
  await client.auth.session.get.query();
  expect(device.writes).toBe(writes);
  await client.auth.account.logout.mutate();
  expect(device.tokens).toEqual({});
  await app.close();
});

it("replaces an access token before it expires, once for all calls that wait", async () => {
  const { app, device, ada, client, refreshes } = await setUp();
  const former = device.tokens;
  device.tokens = { ...former, refreshAt: Date.now() };
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.mine.query()));
  expect(new Set(answers)).toEqual(new Set([`of ${ada.email}`]));
  expect(refreshes()).toBe(1);
  expect(device.tokens?.refreshToken).not.toBe(former?.refreshToken);
  await app.close();
});

it("replaces an access token that expired on the way, and repeats the calls that carried it", async () => {
  const { app, ada, client, refreshes } = await setUp();
  app.kit.clock.advance(300);
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.mine.query()));
  expect(new Set(answers)).toEqual(new Set([`of ${ada.email}`]));
  expect(refreshes()).toBe(1);
  await app.close();
});

it("logs out with an access token that has expired: the session ends nevertheless", async () => {
  const { app, ada, client } = await setUp();
  app.kit.clock.advance(300);
  expect(await client.auth.account.logout.mutate()).toMatchObject({ status: "anonymous" });
  expect(await app.kit.sessionsOf(ada)).toEqual([]);
  await app.close();
});

it("repeats a request immediately when the response is lost, and gets the same one", async () => {
  const { app, device, storage, ada, refreshes } = await setUp();
  let lost = 0;
  const { client } = process(app, storage, async (url: unknown, init?: Init) => {
    const answer = await app.fetch(url, init);
    if (String(url).includes("session.refresh") && lost++ === 0) throw new TypeError("network gone");
    return answer;
  });
  app.kit.clock.advance(300);
  expect(await client.mine.query()).toBe(`of ${ada.email}`);
  expect(refreshes()).toBe(2);
  app.kit.clock.advance(300);
  device.tokens = { ...device.tokens, refreshAt: 0 };
  expect(await client.mine.query()).toBe(`of ${ada.email}`);
  expect(await app.kit.sessionsOf(ada)).toHaveLength(1);
  await app.close();
});

it("keeps the tokens when the server cannot be reached, and reports it to the call", async () => {
  const { app, device, storage, ada } = await setUp();
  let isGone = true;
  const { client } = process(app, storage, async (url: unknown, init?: Init) => {
    if (isGone && String(url).includes("session.refresh")) throw new TypeError("network gone");
    return app.fetch(url, init);
  });
  app.kit.clock.advance(300);
  await expect(client.mine.query()).rejects.toThrow("network gone");
  expect(device.tokens?.refreshToken).toBeDefined();
  isGone = false;
  expect(await client.mine.query()).toBe(`of ${ada.email}`);
  await app.close();
});

it("refreshes once for all processes that share a storage and a lock", async () => {
  const { app, storage, ada, refreshes } = await setUp();
  let last: Promise<unknown> = Promise.resolve();
  const lock = <Result,>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const processes = [1, 2, 3].map(() => process(app, { ...storage, lock }).client);
  app.kit.clock.advance(300);
  const answers = await Promise.all(processes.map((client) => client.mine.query()));
  expect(new Set(answers)).toEqual(new Set([`of ${ada.email}`]));
  expect(refreshes()).toBe(1);
  await app.close();
});

it("uses the locks of the platform where there are any, for tabs that share a storage", async () => {
  const { app, storage, ada, refreshes } = await setUp();
  let last: Promise<unknown> = Promise.resolve();
  const names: string[] = [];
  const request = (name: string, work: () => Promise<unknown>) => {
    names.push(name);
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const before = Object.getOwnPropertyDescriptor(globalThis.navigator, "locks");
  Object.defineProperty(globalThis.navigator, "locks", { value: { request }, configurable: true });
  try {
    const tabs = [1, 2, 3].map(() => process(app, { ...storage }).client);
    app.kit.clock.advance(300);
    const answers = await Promise.all(tabs.map((client) => client.mine.query()));
    expect(new Set(answers)).toEqual(new Set([`of ${ada.email}`]));
  } finally {
    Reflect.deleteProperty(globalThis.navigator, "locks");
    if (before !== undefined) Object.defineProperty(globalThis.navigator, "locks", before);
  }
  expect([new Set(names), refreshes()]).toEqual([new Set(["latchkey"]), 1]);
  await app.close();
});

it("keeps one chain where processes share a storage without a lock", async () => {
  const { app, device, storage, ada } = await setUp();
  const processes = [1, 2, 3].map(() => process(app, { ...storage }).client);
  app.kit.clock.advance(300);
  const answers = await Promise.all(processes.map((client) => client.mine.query()));
  expect(new Set(answers)).toEqual(new Set([`of ${ada.email}`]));
  app.kit.clock.advance(300);
  device.tokens = { ...device.tokens, refreshAt: 0 };
  expect(await processes[0]?.mine.query()).toBe(`of ${ada.email}`);
  expect(await app.kit.sessionsOf(ada)).toHaveLength(1);
  await app.close();
});

it("is logged out when the session has ended, and forgets the tokens", async () => {
  const app = await createApp({ session: { tokens: jwt() }, rateLimits: false });
  const { device, storage } = deviceStorage();
  const { now, logIn, mine, queryClient } = await openPage(app, "classic", { storage });
  const ada = await app.kit.createUser({ data });
  await logIn({ email: ada.email, password: ada.password });
  expect(now().auth.status).toBe("authenticated");
  const { accessToken = "", refreshToken = "" } = device.tokens ?? {};
  const seen = () =>
    JSON.stringify([
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
      queryClient
        .getMutationCache()
        .getAll()
        .map(({ state }) => state),
    ]);
  app.kit.clock.advance(300);
  expect(await mine()).toBe(`of ${ada.email}`);
  for (const token of [accessToken, refreshToken, device.tokens?.accessToken ?? "", device.tokens?.refreshToken ?? ""])
    expect(seen()).not.toContain(token);
  await app.kit.auth.revokeSessions(ada.id);
  await act(() => expect(mine()).rejects.toThrow("Your session has ended"));
  await waitFor(() => expect(now().auth.status).toBe("anonymous"));
  expect(device.tokens?.refreshToken).toBeUndefined();
  await app.close();
});

it("shows no token to the links before it when it refreshes, and none in an address", async () => {
  const { app, device, client, logged } = await setUp();
  logged.length = 0;
  app.kit.clock.advance(300);
  await client.mine.query();
  const { accessToken = "", refreshToken = "" } = device.tokens ?? {};
  expect(logged.length).toBeGreaterThan(0);
  for (const token of [accessToken, refreshToken]) expect(JSON.stringify([logged, app.calls])).not.toContain(token);
  await app.close();
});

it("works with batches, in which each call gets its own response", async () => {
  const { app, storage, ada, refreshes } = await setUp();
  const url = `${app.kit.origin}/trpc`;
  const client = createTRPCClient<AppRouter>({
    links: [
      authLink<AppRouter>({ url, fetch: app.fetch, storage }),
      httpBatchLink({ url, fetch: app.fetch, headers: () => authHeaders(storage) }),
    ],
  });
  app.kit.clock.advance(300);
  const answers = await Promise.all([client.mine.query(), client.auth.session.get.query(), client.mine.query()]);
  expect(answers).toMatchObject([`of ${ada.email}`, { status: "authenticated" }, `of ${ada.email}`]);
  expect(refreshes()).toBe(1);
  await app.close();
});
