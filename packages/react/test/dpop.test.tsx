import "fake-indexeddb/auto";
import { jwt } from "@latchkey/server";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { browserKeys, createDpop, type Dpop } from "../src/dpop.ts";
import { authHeaders, authLink, type StoredTokens, type TokenStorage } from "../src/index.ts";
import { createSocketApp } from "./socketApp.ts";
import { type AppRouter, createApp, data } from "./support.tsx";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let databases = 0;
/** A device that does not have a key yet. */
const newDevice = () => createDpop({ keyStore: browserKeys(`device ${++databases}`) });

function createStorage() {
  const device: { tokens: StoredTokens | null } = { tokens: null };
  const storage: TokenStorage = {
    get: () => device.tokens,
    set: (tokens) => {
      device.tokens = tokens;
    },
  };
  return { device, storage };
}

/** @param clock the server's; the devices use the machine's time */
async function setUp(clock?: () => Date) {
  const session = { tokens: jwt({ dpop: { required: true } }) };
  const app = await createApp({ session, rateLimits: false, ...(clock === undefined ? {} : { clock }) });
  closing.push(app.close);
  const { device, storage } = createStorage();
  const url = `${app.kit.origin}/trpc`;
  const client = (dpop: Dpop) =>
    createTRPCClient<AppRouter>({
      links: [
        authLink<AppRouter>({ url, fetch: app.fetch, storage, dpop }),
        httpBatchLink({ url, fetch: dpop.over(app.fetch), headers: () => authHeaders(storage) }),
      ],
    });
  const ada = await app.kit.createUser({ data });
  const login = { email: ada.email, password: ada.password };
  return { app, device, storage, client, ada, login };
}

/** The key that an access token is bound to. */
function keyOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).cnf?.jkt;
}

const systemTime = () => new Date();

describe("authLink({ dpop })", () => {
  it("logs in, calls in batches and refreshes with tokens that are bound to the key of the device", async () => {
    const { app, device, client, ada, login } = await setUp(systemTime);
    const one = client(newDevice());
    await one.auth.account.login.mutate(login);
    expect(device.tokens).toMatchObject({ tokenType: "DPoP", refreshToken: expect.any(String) });
    expect(await Promise.all([one.mine.query(), one.mine.query()])).toEqual([`of ${ada.email}`, `of ${ada.email}`]);
    const before = device.tokens?.accessToken ?? "";
    device.tokens = { ...device.tokens, refreshAt: 0 };
    expect(await one.mine.query()).toBe(`of ${ada.email}`);
    const after = device.tokens?.accessToken ?? "";
    expect(after).not.toBe(before);
    expect(keyOf(after)).toMatch(/^[\w-]{43}$/);
    expect(keyOf(after)).toBe(keyOf(before));
    await one.auth.account.logout.mutate();
    expect(device.tokens).toEqual({});
    expect(app.kit.errors).toEqual([]);
  });

  it("sends each request once where the clock of the device is right", async () => {
    const { app, client, login } = await setUp(systemTime);
    const one = client(newDevice());
    await one.auth.account.login.mutate(login);
    await one.mine.query();
    expect(app.calls).toHaveLength(2);
  });

  it("works on a device whose clock is wrong by years: the server's nonce replaces the time", async () => {
    const { app, client, ada, login } = await setUp();
    const one = client(newDevice());
    await one.auth.account.login.mutate(login);
    expect(await one.mine.query()).toBe(`of ${ada.email}`);
    expect(app.calls.filter((call) => call.endsWith("account.login"))).toHaveLength(2);
    app.kit.clock.advance(240);
    expect(await one.mine.query()).toBe(`of ${ada.email}`);
    app.kit.clock.advance(600);
    expect(await one.mine.query()).toBe(`of ${ada.email}`);
  });

  it("then works for all simultaneous calls, each of which handles it by itself", async () => {
    const { app, client, ada, login } = await setUp();
    const one = client(newDevice());
    await one.auth.account.login.mutate(login);
    app.kit.clock.advance(240);
    const calls = [one.auth.account.user.query(), one.mine.query(), one.auth.account.user.query()] as const;
    expect(await Promise.all(calls)).toMatchObject([{ id: ada.id }, `of ${ada.email}`, { id: ada.id }]);
  });

  it("refreshes in two tabs at the same time with the same key, and both continue", async () => {
    const { device, client, ada, login } = await setUp(systemTime);
    const name = `device ${++databases}`;
    const [tab, other] = [1, 2].map(() => client(createDpop({ keyStore: browserKeys(name) })));
    if (tab === undefined || other === undefined) throw new Error("no tabs");
    await tab.auth.account.login.mutate(login);
    device.tokens = { ...device.tokens, refreshAt: 0 };
    expect(await Promise.all([tab.mine.query(), other.mine.query()])).toEqual([`of ${ada.email}`, `of ${ada.email}`]);
    expect(await tab.auth.session.list.query()).toHaveLength(1);
  });

  it("treats tokens whose key is gone like an ended session, so that the user can log in again", async () => {
    const { device, client, ada, login } = await setUp(systemTime);
    await client(newDevice()).auth.account.login.mutate(login);
    const without = client(newDevice());
    await expect(without.mine.query()).rejects.toMatchObject({
      data: { auth: { errors: [{ code: "session_gone" }] } },
    });
    expect(device.tokens).toBe(null);
    await without.auth.account.login.mutate(login);
    expect(await without.mine.query()).toBe(`of ${ada.email}`);
  });

  it("keeps the tokens when only a proof is refused", async () => {
    const { app, device, storage, client, login } = await setUp(systemTime);
    const dpop = newDevice();
    await client(dpop).auth.account.login.mutate(login);
    const url = `${app.kit.origin}/trpc`;
    const elsewhere: typeof app.fetch = (_, init) => app.fetch(`${url}/auth.session.get`, init);
    const wrong = createTRPCClient<AppRouter>({
      links: [authLink<AppRouter>({ url, fetch: elsewhere, storage, dpop })],
    });
    await expect(wrong.auth.account.user.query()).rejects.toMatchObject({
      data: { auth: { errors: [{ code: "invalid_dpop_proof" }] } },
    });
    expect(device.tokens?.refreshToken).toBeDefined();
  });
});

describe("authWsLink({ dpop })", () => {
  it("opens its sockets with a proof for their URL", async () => {
    const dpop = newDevice();
    const ports: number[] = [];
    const app = await createSocketApp({
      dpop,
      clock: systemTime,
      session: {
        tokens: jwt({
          dpop: {
            required: true,
            url: (req) =>
              req.headers.upgrade === undefined ? `http://localhost:5173${req.url}` : `http://127.0.0.1:${ports[0]}/`,
          },
        }),
      },
    });
    closing.push(app.close);
    ports.push(app.port);
    const { storage } = createStorage();
    const ada = await app.kit.createUser({ data });
    const client = app.client(storage);
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    expect(await client.mine.query()).toBe(ada.email);
    await client.auth.account.reauthenticate.mutate({ password: ada.password });
    expect(await client.mine.query()).toBe(ada.email);
    expect(app.opened).toHaveLength(2);
    const other = createTRPCClient<typeof app.router>({ links: app.links(storage) });
    expect(await other.mine.query()).toBe(ada.email);
  });
});

describe("browserKeys", () => {
  it("keeps one pair for all tabs, even when they start at the same time, whose private half no script can read", async () => {
    const tabs = [1, 2, 3].map(() => browserKeys("shared"));
    const pairs = await Promise.all(tabs.map((tab) => tab.keys()));
    const published = await Promise.all(pairs.map(({ publicKey }) => crypto.subtle.exportKey("jwk", publicKey)));
    expect(new Set(published.map(({ x }) => x)).size).toBe(1);
    const { privateKey } = await browserKeys("shared").keys();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
  });

  it("retries after IndexedDB has failed", async () => {
    const store = browserKeys("failing");
    const open = vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
      throw new Error("no storage");
    });
    await expect(store.keys()).rejects.toThrow("no storage");
    open.mockRestore();
    expect((await store.keys()).privateKey.type).toBe("private");
  });
});
