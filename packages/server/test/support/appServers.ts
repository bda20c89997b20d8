import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { initTRPC } from "@trpc/server";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createNextApiHandler } from "@trpc/server/adapters/next";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { octetInputParser } from "@trpc/server/http";
import express from "express";
import fastify from "fastify";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { authErrorFormatter } from "../../src/index.ts";
import type { createTestKit } from "./kit.ts";

export type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** An app with procedures of its own beside ours. Each records in `done` that it ran. */
export function createApp({ auth }: Pick<Kit, "auth">) {
  const t = initTRPC
    .context<Awaited<ReturnType<Kit["auth"]["createContext"]>>>()
    .create({ errorFormatter: authErrorFormatter });
  const done: string[] = [];
  const text = z.object({ text: z.string() });
  const form = z.instanceof(FormData);
  const note = (name: string) => {
    done.push(name);
    return name;
  };
  const own = t.procedure.concat(auth.authenticated);
  const sensitive = t.procedure.concat(auth.recentlyAuthenticated);
  const router = t.router({
    auth: auth.authRouter,
    app: t.router({
      write: own.input(text).mutation(() => note("write")),
      writeParsed: t.procedure
        .input(text)
        .concat(auth.authenticated)
        .mutation(() => note("writeParsed")),
      transfer: sensitive.input(text).mutation(() => note("transfer")),
      post: own.input(form).mutation(({ input }) => note(`post ${String(input.get("text"))}`)),
      upload: own.input(octetInputParser).mutation(async ({ input }) => {
        note("upload begins");
        let size = 0;
        for await (const chunk of input) size += (chunk as Uint8Array).byteLength;
        return note(`upload of ${size}`);
      }),
      /** For everyone; looks up the user once its input has arrived. */
      whoami: t.procedure
        .input(text)
        .mutation(async ({ ctx }) => note((await ctx.auth.current())?.user.id ?? "nobody")),
      /** For everyone; looks up the user before its input has arrived, and afterwards. */
      whoamiTwice: t.procedure
        .use(async ({ ctx, next }) => {
          await ctx.auth.current();
          return next();
        })
        .input(text)
        .mutation(async ({ ctx }) => note((await ctx.auth.current())?.user.id ?? "nobody")),
    }),
  });
  const createContext = (opts: Parameters<Kit["auth"]["createContext"]>[0]) => auth.createContext(opts);
  return { router, createContext, done };
}
export type App = ReturnType<typeof createApp>;

/** Where an app listens. */
export interface Running {
  port: number;
  close(): Promise<unknown>;
}

async function listen(server: Server): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}

/** Node's servers with tRPC's adapters. All pass on calls whose body is still arriving, except Fastify. */
const adapters = {
  standalone: async ({ router, createContext }: App) =>
    listen(createServer(createHTTPHandler({ router, createContext }))),
  express: async ({ router, createContext }: App) =>
    listen(createServer(express().use(createExpressMiddleware({ router, createContext })))),
  "next pages": async ({ router, createContext }: App) => {
    const handler = createNextApiHandler({ router, createContext });
    return listen(
      createServer((req, res) => {
        const trpc = new URL(req.url ?? "/", "http://localhost").pathname.slice(1);
        // Next passes node's own request and response, with the parsed query added; the handler reads no more.
        void handler(Object.assign(req, { query: { trpc } }) as never, res as never);
      }),
    );
  },
  fetch: async ({ router, createContext }: App) =>
    listen(
      createServer(async (req, res) => {
        const hasBody = req.method !== "GET" && req.method !== "HEAD";
        const request = new Request(`http://localhost${req.url}`, {
          method: req.method ?? "GET",
          headers: Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]),
          // Node's web streams are the platform's; only their types differ.
          ...(hasBody ? { body: Readable.toWeb(req) as ReadableStream<Uint8Array>, duplex: "half" } : {}),
        });
        const answer = await fetchRequestHandler({ endpoint: "/", req: request, router, createContext });
        res.writeHead(answer.status, Object.fromEntries(answer.headers));
        res.end(await answer.text());
      }),
    ),
  fastify: async ({ router, createContext }: App) => {
    const app = fastify();
    // Like an app that accepts uploads: the body is passed on unread.
    app.addContentTypeParser("application/octet-stream", {}, (_request, body, next) => next(null, body));
    const trpcOptions: FastifyTRPCPluginOptions<App["router"]>["trpcOptions"] = { router, createContext };
    await app.register(fastifyTRPCPlugin, { prefix: "/", trpcOptions });
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: Number(new URL(address).port), close: () => app.close() };
  },
} satisfies Record<string, (app: App) => Promise<Running>>;
export type AdapterName = keyof typeof adapters;
export const adapterNames = Object.keys(adapters) as AdapterName[];

/** Serves an app of the kit until the test is over. */
export async function serve(kit: Pick<Kit, "auth">, adapter: AdapterName = "standalone") {
  const app = createApp(kit);
  const server = await adapters[adapter](app);
  onTestFinished(async () => void (await server.close()));
  return { done: app.done, router: app.router, createContext: app.createContext, port: server.port };
}
