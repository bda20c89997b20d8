import { jwt } from "@latchkey/server";
import { cleanup } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authHeaders, authLink, type StoredTokens, type TokenStorage } from "../src/index.ts";
import { readWaitingCalls, releaseWaitingCalls } from "../src/waitingCalls.ts";
import type { Init } from "./browserFetch.ts";
import { type AppRouter, createApp, data } from "./support.tsx";

afterEach(cleanup);

const session = {
  "session tokens": {},
  "access tokens": { session: { tokens: jwt() } },
};

/** Once armed, blocks its callers until it is opened. */
function createGate() {
  let open = () => {};
  const gate = {
    held: 0,
    isClosed: false,
    until: Promise.resolve(),
    close() {
      gate.isClosed = true;
      gate.until = new Promise<void>((resolve) => {
        open = resolve;
      });
    },
    open() {
      gate.isClosed = false;
      open();
    },
    async pass() {
      if (!gate.isClosed) return;
      gate.held++;
      await gate.until;
    },
  };
  return gate;
}

type People = { ada: { email: string; password: string }; bob: { email: string; password: string } };
type Client = Awaited<ReturnType<typeof setUp>>["client"];

/** Two users and an app, whose tokens are stored on a device that several processes, or tabs, may share. */
async function setUp(kind: keyof typeof session = "session tokens") {
  const app = await createApp({ ...session[kind], rateLimits: false });
  const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
  const device: { tokens: StoredTokens | null } = { tokens: null };
  const url = `${app.kit.origin}/trpc`;
  /** One process of the app. Its storage is blocked at `reading`, its requests for `path` at `sending`. */
  const open = (path = "nothing") => {
    const [reading, sending] = [createGate(), createGate()];
    const storage: TokenStorage = {
      async get() {
        await reading.pass();
        return device.tokens;
      },
      async set(tokens) {
        await Promise.resolve();
        device.tokens = tokens;
      },
    };
    const fetch = async (to: unknown, init?: Init) => {
      if (String(to).includes(path)) await sending.pass();
      return app.fetch(to, init);
    };
    const client = createTRPCClient<AppRouter>({
      links: [
        authLink<AppRouter>({ url, fetch, storage }),
        httpBatchLink({ url, fetch, headers: () => authHeaders(storage) }),
      ],
    });
    return { client, reading, sending };
  };
  return { app, ada, bob, device, open, ...open("write") };
}

const logIn = (client: Client, { email, password }: People["ada"]) =>
  client.auth.account.login.mutate({ email, password });

async function change(client: Client, next: People["ada"]) {
  await client.auth.account.logout.mutate();
  await logIn(client, next);
}

const kinds = Object.keys(session) as (keyof typeof session)[];

describe.each(kinds)("a mutation of an app with %s", (kind) => {
  it("that was in progress with one user's token is not repeated as the next one", async () => {
    const { app, ada, bob, client, sending } = await setUp(kind);
    await logIn(client, ada);
    sending.close();
    const write = client.write.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(sending.held).toBe(1));
    await change(client, bob);
    sending.open();
    expect(await write).toBeInstanceOf(Error);
    expect(app.written).toEqual([]);
    await client.write.mutate();
    expect(app.written).toEqual([bob.email]);
    await app.close();
  });

  it("that was in progress while another process changed the user is not repeated as that one", async () => {
    const { app, ada, bob, device, open, client, sending } = await setUp(kind);
    await logIn(client, ada);
    sending.close();
    const write = client.write.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(sending.held).toBe(1));
    await change(open().client, bob);
    const theirs = device.tokens;
    sending.open();
    expect(await write).toBeInstanceOf(Error);
    expect(app.written).toEqual([]);
    expect(device.tokens).toEqual(theirs);
    await client.auth.session.get.query();
    await client.write.mutate();
    expect(app.written).toEqual([bob.email]);
    await app.close();
  });

  it("that waits for the storage is refused when another process has changed the user", async () => {
    const { app, ada, bob, open, client, reading } = await setUp(kind);
    await logIn(client, ada);
    reading.close();
    const write = client.write.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(reading.held).toBe(1));
    await change(open().client, bob);
    reading.open();
    expect(await write).toMatchObject({ message: expect.stringContaining("Another user has logged in") });
    expect(app.written).toEqual([]);
    await app.close();
  });

  it("of the auth router itself that waits for the storage is refused as well", async () => {
    const { app, ada, bob, open, client, reading } = await setUp(kind);
    await logIn(client, ada);
    reading.close();
    const given = { currentPassword: ada.password, newPassword: "another fine password" };
    const changed = client.auth.account.password.change.mutate(given).catch((error: unknown) => error);
    await vi.waitFor(() => expect(reading.held).toBe(1));
    await change(open().client, bob);
    reading.open();
    expect(await changed).toMatchObject({ message: expect.stringContaining("Another user has logged in") });
    await app.close();
  });

  it("is sent when another process has renewed the same user's token", async () => {
    const { app, ada, open, client } = await setUp(kind);
    await logIn(client, ada);
    await open().client.auth.account.reauthenticate.mutate({ password: ada.password });
    await client.write.mutate();
    expect(app.written).toEqual([ada.email]);
    await app.close();
  });

  it("that waits for its user to reauthenticate is refused when another one has logged in", async () => {
    const { app, ada, bob, client } = await setUp(kind);
    await logIn(client, ada);
    app.kit.clock.advance(301);
    const write = client.writeAsRecent.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(readWaitingCalls()?.calls).toHaveLength(1));
    await change(client, bob);
    releaseWaitingCalls();
    expect(await write).toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect(app.written).toEqual([]);
    await app.close();
  });
});

describe("a mutation of an app with access tokens", () => {
  it("that waits for a new token is refused when the user has changed", async () => {
    const { app, ada, bob, device, open } = await setUp("access tokens");
    const { client, sending } = open("session.refresh");
    await logIn(client, ada);
    device.tokens = { ...device.tokens, refreshAt: 0 };
    sending.close();
    const write = client.write.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(sending.held).toBe(1));
    await change(open().client, bob);
    sending.open();
    expect(await write).toMatchObject({ message: expect.stringContaining("Another user has logged in") });
    expect(app.written).toEqual([]);
    await app.close();
  });
});

/** Two tabs of one browser: one cookie jar. */
async function openTabs() {
  const app = await createApp({ rateLimits: false });
  const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
  const url = `${app.kit.origin}/trpc`;
  const open = () => {
    const sending = createGate();
    const fetch = async (to: unknown, init?: Init) => {
      const answer = app.fetch(to, init);
      if (String(to).includes("write")) await sending.pass();
      return answer;
    };
    const client = createTRPCClient<AppRouter>({
      links: [authLink<AppRouter>({ url, fetch }), httpBatchLink({ url, fetch })],
    });
    return { client, sending };
  };
  return { app, ada, bob, open };
}

describe("a mutation in a browser", () => {
  it.each(["this", "another"])(
    "that waits for its user to reauthenticate is refused when another one logs in, in %s tab",
    async (tab) => {
      const { app, ada, bob, open } = await openTabs();
      const { client } = open();
      await logIn(client, ada);
      app.kit.clock.advance(301);
      const write = client.writeAsRecent.mutate().catch((error: unknown) => error);
      await vi.waitFor(() => expect(readWaitingCalls()?.calls).toHaveLength(1));
      await change(tab === "this" ? client : open().client, bob);
      await client.auth.session.get.query();
      releaseWaitingCalls();
      expect(await write).toMatchObject({ data: { code: "UNAUTHORIZED" } });
      expect(app.written).toEqual([]);
      await app.close();
    },
  );

  it("that was refused since its session had ended is not repeated as the user who has logged in", async () => {
    const { app, ada, bob, open } = await openTabs();
    const { client, sending } = open();
    await logIn(client, ada);
    await app.kit.auth.revokeSessions((await client.auth.account.user.query()).id);
    sending.close();
    const write = client.write.mutate().catch((error: unknown) => error);
    await vi.waitFor(() => expect(sending.held).toBe(1));
    await logIn(client, bob);
    sending.open();
    expect(await write).toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect(app.written).toEqual([]);
    await app.close();
  });
});
