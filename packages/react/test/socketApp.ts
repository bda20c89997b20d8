import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { authErrorFormatter } from "@latchkey/server";
import { createTestKit, type TestKitOptions } from "@latchkey/server/testing";
import { createTRPCClient } from "@trpc/client";
import { initTRPC, tracked } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocket as NodeWebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Dpop } from "../src/dpop.ts";
import { authLink, authWsLink, type TokenStorage } from "../src/index.ts";
import { browserFetch } from "./browserFetch.ts";
import { emptyDatabase } from "./database.ts";
import { fields, type Shape } from "./support.tsx";

/** The published news, and the subscribers that wait for more. */
function createFeed() {
  const told: string[] = [];
  const wakers = new Set<() => void>();
  return {
    tell(news: string) {
      told.push(news);
      for (const wake of wakers) wake();
    },
    /** Each with its position: a subscriber that reconnects continues after the last one that it received. */
    async *watch(signal: AbortSignal | undefined, from: number) {
      let wake = () => {};
      const waker = () => wake();
      wakers.add(waker);
      signal?.addEventListener("abort", waker);
      try {
        for (let at = from; signal?.aborted !== true; ) {
          const news = told[at];
          if (news !== undefined) yield { at: at++, news };
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        wakers.delete(waker);
      }
    },
  };
}

/** An app over HTTP and WebSockets, with subscriptions for everyone and for users. */
export async function createSocketApp({ dpop, ...options }: TestKitOptions<Shape> & { dpop?: Dpop } = {}) {
  const kit = await createTestKit<Shape>({
    database: await emptyDatabase(),
    ...options,
    account: { signup: { fields } },
  });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const own = t.procedure.concat(kit.auth.authenticated);
  const feed = createFeed();
  /** Blocks the procedure `write`, and sockets before they connect. */
  const hold = { until: Promise.resolve(), connecting: Promise.resolve(), sockets: 0 };
  const written: string[] = [];
  const router = t.router({
    auth: kit.auth.authRouter,
    mine: own.query(({ ctx }) => ctx.auth.user.email),
    write: own.mutation(async ({ ctx }) => {
      await hold.until;
      written.push(ctx.auth.user.email ?? "");
      return ctx.auth.user.email;
    }),
    sensitive: t.procedure.concat(kit.auth.recentlyAuthenticated).mutation(({ ctx }) => ctx.auth.user.email),
    /** Sends the user with all news. */
    feed: own.input(z.object({ lastEventId: z.string() }).optional()).subscription(async function* ({
      ctx,
      input,
      signal,
    }) {
      for await (const { at, news } of feed.watch(signal, input === undefined ? 0 : Number(input.lastEventId) + 1))
        yield tracked(String(at), `${ctx.auth.user.email}: ${news}`);
    }),
    /** For everyone: the current user. */
    whoami: t.procedure.subscription(async function* ({ ctx, signal }) {
      yield (await ctx.auth.current())?.user.email ?? "nobody";
      await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    }),
  });
  const createContext = (opts: Parameters<typeof kit.auth.createContext>[0]) => kit.auth.createContext(opts);
  const server = createServer(createHTTPHandler({ router, basePath: "/trpc/", createContext }));
  const sockets = new WebSocketServer({ server });
  applyWSSHandler({ wss: sockets, router, createContext });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const cookies = new Map<string, string>();
  const calls: string[] = [];
  const opened: string[] = [];
  /** Opened like by a browser: with its current cookies, and the origin of its page. */
  class BrowserSocket extends NodeWebSocket {
    constructor(url: string) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      super(url, { headers: { origin: kit.origin, ...(cookie === "" ? {} : { cookie }) } });
      opened.push(cookie);
    }
  }
  /** Opened like by an app: without either. */
  class AppSocket extends NodeWebSocket {
    constructor(url: string) {
      super(url);
      opened.push("");
    }
  }
  const fetch = browserFetch({ port, origin: kit.origin, cookies, calls });
  const url = `${kit.origin}/trpc`;
  const bound = dpop === undefined ? {} : { dpop };
  const links = (storage?: TokenStorage) => [
    authLink<typeof router>({ url, fetch, ...bound, ...(storage === undefined ? {} : { storage }) }),
    authWsLink<typeof router>({
      async url() {
        hold.sockets++;
        await hold.connecting;
        return `ws://127.0.0.1:${port}`;
      },
      // Node's differs from the browser's in events that are not used here.
      WebSocket: (storage === undefined ? BrowserSocket : AppSocket) as unknown as typeof WebSocket,
      ...bound,
      ...(storage === undefined ? {} : { storage }),
    }),
  ];
  return {
    kit,
    port,
    feed,
    hold,
    written,
    cookies,
    calls,
    /** The cookies of each opened socket. */
    opened,
    sockets: sockets.clients,
    links,
    client: (storage?: TokenStorage) => createTRPCClient<typeof router>({ links: links(storage) }),
    router,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
      await kit[Symbol.asyncDispose]();
    },
  };
}

export type SocketApp = Awaited<ReturnType<typeof createSocketApp>>;
