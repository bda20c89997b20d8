import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { authErrorFormatter } from "../../../src/index.ts";
import type { Kit } from "../../support/appServers.ts";
import { identify } from "../../support/heldCalls.ts";
import { createTestKit } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn, type Person, resetPassword } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
const PATIENCE = { timeout: 2_000, interval: 10 };

/** An app's news for its subscribers: each gets the news sent while it waits. */
function createFeed() {
  const watchers = new Set<(news: string) => void>();
  return {
    watchers,
    tell: (news: string) => {
      for (const watcher of watchers) watcher(news);
    },
    async *watch(signal: AbortSignal | undefined) {
      const queue: string[] = [];
      let wake = () => {};
      const watcher = (news: string) => {
        queue.push(news);
        wake();
      };
      watchers.add(watcher);
      signal?.addEventListener("abort", () => wake());
      try {
        yield "hello";
        while (signal?.aborted !== true) {
          const news = queue.shift();
          if (news !== undefined) yield news;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        watchers.delete(watcher);
      }
    },
  };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** Serves subscriptions of the app over HTTP (server-sent events) and WebSockets. */
async function serveFeed({ auth }: Kit) {
  const t = initTRPC
    .context<Awaited<ReturnType<Kit["auth"]["createContext"]>>>()
    .create({ errorFormatter: authErrorFormatter });
  const feed = createFeed();
  const router = t.router({
    watch: t.procedure.concat(auth.authenticated).subscription(({ signal }) => feed.watch(signal)),
    watchStrictly: t.procedure
      .concat(auth.requires({ level: 2, within: 60 }))
      .subscription(({ signal }) => feed.watch(signal)),
  });
  const createContext = (opts: Parameters<Kit["auth"]["createContext"]>[0]) => auth.createContext(opts);
  const server = createServer(createHTTPHandler({ router, createContext }));
  const wss = new WebSocketServer({ server });
  applyWSSHandler({ wss, router, createContext });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of wss.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  return { feed, port: (server.address() as AddressInfo).port };
}

/** What a subscriber received so far, and whether its subscription is over. */
interface Subscriber {
  got: string;
  isOver: boolean;
}

const transports = {
  "server-sent events": (port: number, client: Client, path: string): Subscriber => {
    const subscriber: Subscriber = { got: "", isOver: false };
    const headers = { ...identify(client), accept: "text/event-stream" };
    const sent = get({ port, host: "127.0.0.1", path: `/${path}`, headers, agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        subscriber.got += chunk.toString();
      });
      response.on("close", () => {
        subscriber.isOver = true;
      });
    });
    sent.on("error", () => {
      subscriber.isOver = true;
    });
    return subscriber;
  },
  WebSocket: (port: number, client: Client, path: string): Subscriber => {
    const subscriber: Subscriber = { got: "", isOver: false };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: identify(client) });
    socket.on("open", () => socket.send(JSON.stringify({ id: 1, method: "subscription", params: { path } })));
    socket.on("message", (message) => {
      const text = String(message);
      subscriber.got += text;
      if (text.includes('"stopped"') || text.includes('"error"')) subscriber.isOver = true;
    });
    socket.on("close", () => {
      subscriber.isOver = true;
    });
    return subscriber;
  },
};
type Transport = keyof typeof transports;

const ends: [string, (kit: Kit, ada: Person, client: Client) => Promise<unknown>][] = [
  ["the app revoked it", (kit, { id }) => kit.auth.revokeSessions(id)],
  ["its user logged out", (_kit, _ada, client) => client.account.logout.mutate()],
  ["the password was reset", (kit, { email }) => resetPassword(kit, email, "brand new and long")],
  ["the account was switched off", (kit, { id }) => kit.auth.setUserActive(id, false)],
  ["it expired", async (kit) => kit.clock.advance(14 * 86_400)],
];
const cases = kinds.flatMap((kind) =>
  (Object.keys(transports) as Transport[]).flatMap((transport) =>
    ends.map(([what, end]): [Transport, (typeof kinds)[number], string, typeof end] => [transport, kind, what, end]),
  ),
);

describe.each(Object.keys(transports) as Transport[])("a subscription that needs two factors, over %s", (transport) => {
  const LIFETIME = 600;

  async function steppedUp(kind: (typeof kinds)[number]) {
    const account = { reauthentication: { levelLifetime: LIFETIME } };
    const kit = await createTestKit({ rateLimits: false, account });
    const { feed, port } = await serveFeed(kit);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    await kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const stepUp = async () => {
      kit.clock.advance(30);
      await client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) });
    };
    await stepUp();
    const subscriber = transports[transport](port, client, "watchStrictly");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("hello");
    return { kit, feed, stepUp, subscriber };
  }

  it.each(kinds)("sends nothing more and ends once its session has lost the level, %s client", async (kind) => {
    const { kit, feed, subscriber } = await steppedUp(kind);
    // `within` was met when it was opened.
    kit.clock.advance(LIFETIME - 1);
    feed.tell("for two factors");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("for two factors");
    kit.clock.advance(1);
    feed.tell("a secret");
    await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
    expect(subscriber.got).not.toContain("a secret");
    expect(subscriber.got).toContain("reauthentication_required");
    await expect.poll(() => feed.watchers.size, PATIENCE).toBe(0);
    await kit[Symbol.asyncDispose]();
  });

  it("ends by itself, without events", async () => {
    const { kit, subscriber } = await steppedUp("app");
    kit.clock.advance(LIFETIME);
    await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
    await kit[Symbol.asyncDispose]();
  });

  it("goes on when the second factor was given again meanwhile", async () => {
    const { kit, feed, stepUp, subscriber } = await steppedUp("app");
    kit.clock.advance(LIFETIME - 60);
    await stepUp();
    kit.clock.advance(LIFETIME - 60);
    feed.tell("still there");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("still there");
    expect(subscriber.isOver).toBe(false);
    kit.clock.advance(60);
    await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
    await kit[Symbol.asyncDispose]();
  });
});

describe("a subscription of the app", () => {
  async function subscribed(
    kind: (typeof kinds)[number],
    transport: Transport,
    session: { idleTimeout?: number } = {},
  ) {
    const kit = await createTestKit({ rateLimits: false, session });
    const { feed, port } = await serveFeed(kit);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    const subscriber = transports[transport](port, client, "watch");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("hello");
    feed.tell("for whoever is logged in");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("for whoever is logged in");
    return { kit, ada, client, feed, port, subscriber };
  }

  it.each(cases)("over %s, %s client, sends nothing more and ends once %s", async (transport, kind, _what, end) => {
    const { kit, ada, client, feed, subscriber } = await subscribed(kind, transport);
    await end(kit, ada, client);
    feed.tell("a secret");
    await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
    expect(subscriber.got).not.toContain("a secret");
    await expect.poll(() => feed.watchers.size, PATIENCE).toBe(0);
    await kit[Symbol.asyncDispose]();
  });

  it.each(Object.keys(transports) as Transport[])(
    "over %s ends when its session is revoked, even without events",
    async (transport) => {
      const { kit, ada, feed, subscriber } = await subscribed("browser", transport);
      await kit.auth.revokeSessions(ada.id);
      await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
      // The app decides what it waits for; once that arrives, there is no subscriber any more.
      feed.tell("a secret");
      await expect.poll(() => feed.watchers.size, PATIENCE).toBe(0);
      expect(subscriber.got).not.toContain("a secret");
      await kit[Symbol.asyncDispose]();
    },
  );

  it.each(Object.keys(transports) as Transport[])(
    "over %s ends when its session was idle for too long",
    async (transport) => {
      const { kit, subscriber } = await subscribed("app", transport, { idleTimeout: 600 });
      kit.clock.advance(600);
      await expect.poll(() => subscriber.isOver, PATIENCE).toBe(true);
      await kit[Symbol.asyncDispose]();
    },
  );

  it.each(Object.keys(transports) as Transport[])(
    "over %s continues while its session lives, and through a reauthentication",
    async (transport) => {
      const { kit, ada, client, feed, subscriber } = await subscribed("app", transport);
      await kit.auth.revokeSessions((await kit.createUser()).id);
      kit.clock.advance(3_600);
      await client.account.reauthenticate.mutate({ password: ada.password });
      feed.tell("still there");
      await expect.poll(() => subscriber.got, PATIENCE).toContain("still there");
      expect(subscriber.isOver).toBe(false);
      await kit[Symbol.asyncDispose]();
    },
  );

  it.each(Object.keys(transports) as Transport[])("over %s cannot be started anonymously", async (transport) => {
    await using kit = await createTestKit();
    const { feed, port } = await serveFeed(kit);
    const subscriber = transports[transport](port, kit.client("browser"), "watch");
    await expect.poll(() => subscriber.got, PATIENCE).toContain("not_authenticated");
    expect([subscriber.got.includes("hello"), feed.watchers.size]).toEqual([false, 0]);
  });
});
