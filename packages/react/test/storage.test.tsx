import { jwt } from "@latchkey/server";
import type { TestKitOptions } from "@latchkey/server/testing";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { describe, expect, it, vi } from "vitest";
import { authHeaders, authLink, type StoredTokens, type TokenStorage } from "../src/index.ts";
import type { Init } from "./browserFetch.ts";
import { type AppRouter, createApp, data, type Shape } from "./support.tsx";

const ways = {
  throws: (): never => {
    throw new Error("keychain locked");
  },
  rejects: () => Promise.reject(new Error("keychain locked")),
};

async function setUp({ path = "nothing", ...options }: TestKitOptions<Shape> & { path?: string } = {}) {
  const app = await createApp({ rateLimits: false, ...options });
  const ada = await app.kit.createUser({ data });
  const device: {
    tokens: StoredTokens | null;
    get?: () => never | Promise<never>;
    set?: () => never | Promise<never>;
  } = { tokens: null };
  const storage: TokenStorage = {
    get: () => (device.get === undefined ? device.tokens : device.get()),
    set(tokens) {
      if (device.set !== undefined) return device.set();
      device.tokens = tokens;
    },
  };
  let answer = () => {};
  const gate = { held: 0, open: () => answer() };
  const fetch = async (to: unknown, init?: Init) => {
    const answered = await app.fetch(to, init);
    if (String(to).includes(path)) {
      gate.held++;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    }
    return answered;
  };
  const url = `${app.kit.origin}/trpc`;
  const client = createTRPCClient<AppRouter>({
    links: [
      authLink<AppRouter>({ url, fetch, storage }),
      httpBatchLink({ url, fetch, headers: () => authHeaders(storage) }),
    ],
  });
  const logIn = () => client.auth.account.login.mutate({ email: ada.email, password: ada.password });
  return { app, ada, device, client, logIn, gate };
}

describe.each(["throws", "rejects"] as const)("a storage that %s", (how) => {
  const failed = (what: string) => ({
    message: `The token storage could not be ${what}.`,
    cause: expect.objectContaining({ cause: expect.objectContaining({ message: "keychain locked" }) }),
  });

  it("fails each call when it is read, and names the storage", async () => {
    const { app, device, client, logIn } = await setUp();
    device.get = ways[how];
    await expect(logIn()).rejects.toMatchObject(failed("read"));
    await expect(client.mine.query()).rejects.toMatchObject(failed("read"));
    await app.close();
  });

  it("fails the login whose tokens are lost when it is written, and names the storage", async () => {
    const { app, device, client, logIn } = await setUp();
    device.set = ways[how];
    await expect(logIn()).rejects.toMatchObject(failed("written"));
    delete device.set;
    await logIn();
    expect(await client.mine.query()).toMatch(/^of /);
    await app.close();
  });

  it("fails the call when an ended session is to be dropped, and names the storage", async () => {
    const { app, ada, device, client, logIn } = await setUp();
    await logIn();
    await app.kit.auth.revokeSessions(ada.id);
    device.set = ways[how];
    await expect(client.mine.query()).rejects.toMatchObject(failed("written"));
    await app.close();
  });

  it("fails the call when a new access token is to be stored, and the next one succeeds", async () => {
    const { app, device, client, logIn } = await setUp({ session: { tokens: jwt() } });
    await logIn();
    app.kit.clock.advance(300);
    device.set = ways[how];
    await expect(client.mine.query()).rejects.toMatchObject(failed("written"));
    delete device.set;
    expect(await client.mine.query()).toMatch(/^of /);
    await app.close();
  });
});

describe("a late response", () => {
  it("that nobody is logged in does not remove the tokens of a user who has logged in since", async () => {
    const { app, device, client, logIn, gate } = await setUp({ path: "session.get" });
    const asked = client.auth.session.get.query();
    await vi.waitFor(() => expect(gate.held).toBe(1));
    await logIn();
    gate.open();
    expect(await asked).toMatchObject({ status: "anonymous" });
    expect(device.tokens?.sessionToken).toBeDefined();
    expect(await client.mine.query()).toMatch(/^of /);
    await app.close();
  });
});
