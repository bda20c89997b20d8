import { EventEmitter, on } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { observable } from "@trpc/server/observable";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { authErrorFormatter } from "../../../src/index.ts";
import type { Kit } from "../../support/appServers.ts";
import { identify } from "../../support/heldCalls.ts";
import { createTestKit } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn } from "../../support/people.ts";

const PATIENCE = { timeout: 3_000, interval: 10 };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** An app whose subscriptions wait for what never happens, each written in one of the ways that tRPC documents. */
async function serveQuiet({ auth }: Kit) {
  const t = initTRPC
    .context<Awaited<ReturnType<Kit["auth"]["createContext"]>>>()
    .create({ errorFormatter: authErrorFormatter });
  const emitter = new EventEmitter();
  const errors: string[] = [];
  async function* generator({ signal }: { signal: AbortSignal | undefined }) {
    for await (const [news] of on(emitter, "news", { signal })) yield String(news);
  }
  const onError = ({ error }: { error: Error }) => void errors.push(error.message);
  const router = t.router({
    generator: t.procedure.concat(auth.authenticated).subscription(generator),
    guardedTwice: t.procedure
      .concat(auth.authenticated)
      .concat(auth.requires({ level: 1 }))
      .subscription(generator),
    observable: t.procedure.concat(auth.authenticated).subscription(() =>
      observable<string>((observer) => {
        const tell = (news: string) => observer.next(news);
        emitter.on("news", tell);
        return () => void emitter.off("news", tell);
      }),
    ),
  });
  const createContext = (opts: Parameters<Kit["auth"]["createContext"]>[0]) => auth.createContext(opts);
  const server = createServer(createHTTPHandler({ router, createContext, onError }));
  const wss = new WebSocketServer({ server });
  applyWSSHandler({ wss, router, createContext, onError });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of wss.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { port, emitter, errors, listeners: () => emitter.listenerCount("news") };
}

interface Subscriber {
  /** What the server has sent so far. */
  got(): string;
  /** Says that it wants nothing more, over a connection that stays open where there is one. */
  unsubscribe(): void;
}

const transports = {
  WebSocket(port: number, client: Client, path: string): Subscriber {
    let got = "";
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: identify(client) });
    const send = (message: object) => socket.send(JSON.stringify({ id: 1, ...message }));
    socket.on("open", () => send({ method: "subscription", params: { path } }));
    socket.on("message", (message) => {
      got += String(message);
    });
    socket.on("error", () => {});
    return { got: () => got, unsubscribe: () => send({ method: "subscription.stop" }) };
  },
  "server-sent events"(port: number, client: Client, path: string): Subscriber {
    let got = "";
    const headers = { ...identify(client), accept: "text/event-stream" };
    const sent = get({ port, host: "127.0.0.1", path: `/${path}`, headers, agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        got += chunk.toString();
      });
      response.on("error", () => {});
    });
    sent.on("error", () => {});
    return { got: () => got, unsubscribe: () => void sent.destroy() };
  },
};

const kinds = ["generator", "guardedTwice", "observable"] as const;
const cases = (Object.keys(transports) as (keyof typeof transports)[]).flatMap((transport) =>
  kinds.map((kind): [keyof typeof transports, (typeof kinds)[number]] => [transport, kind]),
);

describe.each(cases)("what a subscription waits for, over %s, %s,", (transport, kind) => {
  async function subscribed() {
    const kit = await createTestKit({ rateLimits: false });
    const app = await serveQuiet(kit);
    const ada = await kit.createUser();
    const subscriber = transports[transport](app.port, await logIn(kit, ada, "app"), kind);
    await expect.poll(app.listeners, PATIENCE).toBe(1);
    app.emitter.emit("news", "for whoever is logged in");
    await expect.poll(subscriber.got, PATIENCE).toContain("for whoever is logged in");
    return { kit, app, ada, subscriber };
  }

  it("is released when its session has ended, and the client told once", async () => {
    const { kit, app, ada, subscriber } = await subscribed();
    await kit.auth.revokeSessions(ada.id);
    await expect.poll(subscriber.got, PATIENCE).toContain("session_gone");
    await expect.poll(app.listeners, PATIENCE).toBe(0);
    expect(subscriber.got().split("session_gone")).toHaveLength(2);
    expect(app.errors).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("is released when the client wants nothing more, as without a session", async () => {
    const { kit, app, subscriber } = await subscribed();
    subscriber.unsubscribe();
    await expect.poll(app.listeners, PATIENCE).toBe(0);
    expect(app.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});
