import { createServer, type Server } from "node:http";
import websocket from "@fastify/websocket";
import { createAdaptorServer } from "@hono/node-server";
import { trpcServer } from "@hono/trpc-server";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { WebSocketServer } from "ws";
import type { MatrixApp, PlainRouter, SuperjsonRouter } from "./app.ts";

/** A running server of an app. */
export interface Served {
  url: string;
  socketUrl: string | null;
  close(): Promise<unknown>;
}

/** What an adapter mounts: it accepts either of the two routers. */
interface Mounted {
  router: PlainRouter | SuperjsonRouter;
  createContext: MatrixApp["auth"]["createContext"];
}

const PATH = "/trpc";
const HOST = "127.0.0.1";

/** Listens on a port of this machine, with a WebSocket server on the same one if possible. */
async function listen(server: Server, mounted: Mounted): Promise<Served> {
  const sockets = new WebSocketServer({ server });
  applyWSSHandler({ wss: sockets, ...mounted });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const port = portOf(server.address());
  return {
    url: `http://${HOST}:${port}${PATH}`,
    socketUrl: `ws://${HOST}:${port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      return closed;
    },
  };
}

function portOf(address: ReturnType<Server["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}

type FetchHandler = (request: Request) => Response | Promise<Response>;

interface Runtimes {
  Bun?: { serve(options: object): { port: number; stop(now: boolean): Promise<void> } };
  Deno?: { serve(options: object, handler: FetchHandler): { addr: { port: number }; shutdown(): Promise<void> } };
}

/** Listens with a fetch handler: with the runtime's own server if it has one. */
async function listenFetch(fetch: FetchHandler, mounted: Mounted): Promise<Served> {
  // Only the parts of other runtimes' globals that are called here.
  const { Bun, Deno } = globalThis as Runtimes;
  if (Bun === undefined && Deno === undefined)
    // Without options it creates a server of node:http.
    return listen(createAdaptorServer({ fetch }) as Server, mounted);
  const sockets = await listen(createServer(), mounted);
  if (Bun !== undefined) {
    const server = Bun.serve({ port: 0, hostname: HOST, idleTimeout: 0, fetch });
    const close = () => Promise.all([server.stop(true), sockets.close()]);
    return { ...sockets, url: `http://${HOST}:${server.port}${PATH}`, close };
  }
  const server = Deno?.serve({ port: 0, hostname: HOST, onListen: () => {} }, fetch);
  // Streams to a client that has gone would delay a graceful shutdown.
  const close = () => sockets.close();
  return { ...sockets, url: `http://${HOST}:${server?.addr.port}${PATH}`, close };
}

/** Serves an app with each adapter that needs no build. */
export const servers = {
  fetch: (mounted: Mounted) => listenFetch((req) => fetchRequestHandler({ endpoint: PATH, req, ...mounted }), mounted),
  hono(mounted: Mounted) {
    const app = new Hono();
    app.use(`${PATH}/*`, trpcServer({ endpoint: PATH, ...mounted }));
    return listenFetch((request) => app.fetch(request), mounted);
  },
  standalone: (mounted: Mounted) => listen(createHTTPServer({ basePath: `${PATH}/`, ...mounted }), mounted),
  express: (mounted: Mounted) => listen(createServer(express().use(PATH, createExpressMiddleware(mounted))), mounted),
  async fastify(mounted: Mounted): Promise<Served> {
    // Fastify waits for open responses when it closes, and subscriptions stay open.
    const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 5_000 } });
    const trpcOptions: FastifyTRPCPluginOptions<Mounted["router"]>["trpcOptions"] = mounted;
    await app.register(websocket);
    await app.register(fastifyTRPCPlugin, { prefix: PATH, useWSS: true, trpcOptions });
    const address = await app.listen({ port: 0, host: HOST });
    const url = `${address}${PATH}`;
    return { url, socketUrl: url.replace("http", "ws"), close: () => app.close() };
  },
} as const;

export type ServerName = keyof typeof servers;
// The object's keys are exactly the names.
export const serverNames = Object.keys(servers) as ServerName[];
