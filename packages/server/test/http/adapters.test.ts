import { createServer as createNodeServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createNextApiHandler } from "@trpc/server/adapters/next";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { ResponseMeta } from "@trpc/server/http";
import express from "express";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { type AdapterOptions, createExchange } from "../../src/http/adapters.ts";
import { createCookieJar } from "../../src/http/cookies.ts";
import { authErrorFormatter, toTRPCError } from "../../src/http/errorFormatter.ts";
import type { HttpExchange } from "../../src/http/exchange.ts";

const jar = createCookieJar({ origin: "https://app.acme.com", name: "latchkey", sameSite: "lax" });
const createContext = (options: AdapterOptions) => ({ exchange: createExchange(options) });
const t = initTRPC.context<{ exchange: HttpExchange }>().create({ errorFormatter: authErrorFormatter });
const turn = () => new Promise((resolve) => setImmediate(resolve));
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTRPCError(result.error);
  return result;
});

const appRouter = t.router({
  login: procedure.mutation(async ({ ctx }) => {
    await turn();
    jar.set(ctx.exchange, "session", "first", { maxAgeSeconds: 60 });
    jar.set(ctx.exchange, "session", "second", { maxAgeSeconds: 60 });
    return "in";
  }),
  startFlow: procedure.mutation(({ ctx }) => jar.set(ctx.exchange, "flow", "flow-token")),
  loginAndFail: procedure.mutation(({ ctx }) => {
    jar.set(ctx.exchange, "session", "kept");
    throw new Error("select * from users");
  }),
  assert: procedure.mutation(({ ctx }) => ctx.exchange.assertCookies()),
  tell: procedure.query(({ ctx }) => ctx.exchange.markPrivate()),
  read: procedure.query(({ ctx }) => ({
    session: jar.read(ctx.exchange, "session"),
    authorization: ctx.exchange.header("authorization") ?? null,
    remoteAddress: ctx.exchange.remoteAddress ?? null,
    isLongLived: ctx.exchange.isLongLived,
  })),
});
type AppRouter = typeof appRouter;

interface Endpoint {
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<unknown>;
}
type Meta = () => ResponseMeta;

async function listen(listener: RequestListener): Promise<Endpoint> {
  const server = createNodeServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    send: (path, init) => fetch(`http://127.0.0.1:${port}/${path}`, init),
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const adapters: Record<string, (responseMeta: Meta) => Promise<Endpoint>> = {
  fetch: async (responseMeta) => ({
    send: (path, init) =>
      fetchRequestHandler({
        endpoint: "/",
        req: new Request(`http://127.0.0.1/${path}`, init),
        router: appRouter,
        createContext,
        responseMeta,
      }),
    close: async () => undefined,
  }),
  standalone: (responseMeta) => listen(createHTTPHandler({ router: appRouter, createContext, responseMeta })),
  express: (responseMeta) =>
    listen(express().use(createExpressMiddleware({ router: appRouter, createContext, responseMeta }))),
  "next pages": (responseMeta) => {
    const handler = createNextApiHandler({ router: appRouter, createContext, responseMeta });
    return listen((req, res) => {
      const trpc = new URL(req.url ?? "/", "http://localhost").pathname.slice(1);
      // Next passes node's own request and response, with the parsed query added; the handler reads no more.
      void handler(Object.assign(req, { query: { trpc } }) as never, res as never);
    });
  },
  fastify: async (responseMeta) => {
    const app = fastify();
    const trpcOptions: FastifyTRPCPluginOptions<AppRouter>["trpcOptions"] = {
      router: appRouter,
      createContext,
      responseMeta,
    };
    await app.register(fastifyTRPCPlugin, { prefix: "/", trpcOptions });
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return { send: (path, init) => fetch(`${address}/${path}`, init), close: () => app.close() };
  },
};

const open: Endpoint[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
});

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const SESSION = "__Host-latchkey.session=second; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax";
const FLOW = "__Host-latchkey.flow=flow-token; Path=/; HttpOnly; Secure; SameSite=Lax";

describe.each(Object.entries(adapters))("createExchange under %s", (name, adapter) => {
  const serve = async (responseMeta: Meta = () => ({})) => {
    const endpoint = await adapter(responseMeta);
    open.push(endpoint);
    return endpoint;
  };

  it("sets a cookie after a pause, once per name, and forbids caching", async () => {
    const { send } = await serve();
    const answer = await send("login", post({}));
    expect(await answer.json()).toEqual({ result: { data: "in" } });
    expect(answer.headers.getSetCookie()).toEqual([SESSION]);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
  });

  it("sets the cookies of all calls of a batch", async () => {
    const { send } = await serve();
    const answer = await send("login,startFlow?batch=1", post({ 0: {}, 1: {} }));
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().toSorted()).toEqual([FLOW, SESSION]);
  });

  it.each<[string, Meta]>([
    [
      "an object",
      () => ({ headers: { "set-cookie": "theme=dark", "cache-control": "public, max-age=60", "x-app": "1" } }),
    ],
    [
      "a Headers",
      () => ({
        headers: new Headers([
          ["set-cookie", "theme=dark"],
          ["cache-control", "public, max-age=60"],
          ["x-app", "1"],
        ]),
      }),
    ],
  ])("outlives a responseMeta that gives %s, and keeps the app's own cookie", async (_kind, meta) => {
    const { send } = await serve(meta);
    const answer = await send("login", post({}));
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark", SESSION]);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("x-app")).toBe("1");
  });

  it("leaves the app's headers alone where no cookie of ours is set", async () => {
    const { send } = await serve(() => ({ headers: { "set-cookie": "theme=dark", "cache-control": "max-age=60" } }));
    const answer = await send("read");
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
    expect(answer.headers.get("cache-control")).toBe("max-age=60");
  });

  it("forbids caching when requested, whatever responseMeta sets, and keeps the app's cookie", async () => {
    const { send } = await serve(() => ({ headers: { "set-cookie": "theme=dark", "cache-control": "max-age=60" } }));
    const answer = await send("tell");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
  });

  it("keeps a cookie that was set before the call failed, and hides why it failed", async () => {
    const { send } = await serve();
    const answer = await send("loginAndFail", post({}));
    expect(answer.status).toBe(500);
    expect(answer.headers.getSetCookie()).toEqual([
      "__Host-latchkey.session=kept; Path=/; HttpOnly; Secure; SameSite=Lax",
    ]);
    expect(await answer.text()).not.toContain("select");
  });

  it.each(["login", "assert"])("refuses %s under a streaming link, names the fix, and sets nothing", async (path) => {
    const { send } = await serve();
    const answer = await send(`${path}?batch=1`, post({ 0: {} }, { "trpc-accept": "application/jsonl" }));
    const body = await answer.text();
    expect(body).toContain("cookies_unavailable");
    expect(body).toContain("authLink()");
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("reads cookies and headers", async () => {
    const { send } = await serve();
    const headers = { cookie: "a=b; __Host-latchkey.session=token; c=d", authorization: "Bearer x" };
    const { result } = await readAnswer(await send("read", { headers }));
    expect(result.data).toEqual({
      session: "token",
      authorization: "Bearer x",
      remoteAddress: name === "fetch" ? null : "127.0.0.1",
      isLongLived: false,
    });
  });

  it.each([
    ["a bad percent sign", "__Host-latchkey.session=%E0%A4%A", "%E0%A4%A"],
    ["8 kB", `__Host-latchkey.session=${"a".repeat(8192)}`, "a".repeat(8192)],
    ["two different values", "__Host-latchkey.session=a; __Host-latchkey.session=b", null],
    ["one value twice", "__Host-latchkey.session=a; __Host-latchkey.session=a", "a"],
    ["no value", "__Host-latchkey.session=", null],
    ["no equals sign", "__Host-latchkey.session", null],
    ["only separators", ";;;=;=;", null],
  ])("answers a session cookie with %s without failing", async (_what, cookie, session) => {
    const { send } = await serve();
    const answer = await send("read", { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect((await readAnswer(answer)).result.data.session).toBe(session);
  });
});

describe("the path of a request", () => {
  const headers = {};
  it.each<[string, AdapterOptions["req"], string | undefined]>([
    ["of fetch", new Request("https://evil.example/trpc/a.b?input=1#x"), "/trpc/a.b"],
    ["of Node", { headers, url: "/trpc/a.b,c.d?batch=1" }, "/trpc/a.b,c.d"],
    ["of Express, mounted at a path", { headers, url: "/a.b", originalUrl: "/trpc/a.b" }, "/trpc/a.b"],
    ["of Fastify", { raw: { headers, url: "/trpc/a.b" } }, "/trpc/a.b"],
    ["that looks like a host", { headers, url: "//evil.example/a.b" }, "/evil.example/a.b"],
    ["that is a whole URL, as proxies ask", { headers, url: "http://evil.example/a.b" }, "/a.b"],
    ["that is none", { headers, url: "http://[" }, undefined],
    ["of a caller without one", { headers }, undefined],
    ["of nobody", undefined, undefined],
  ])("%s is without host and query", (_, req, path) => {
    expect(createExchange({ req }).path).toBe(path);
  });
});

describe("createExchange without a response to write to", () => {
  const unavailable = expect.objectContaining({ code: "cookies_unavailable" });

  it("refuses cookies for a server-side caller", () => {
    const exchange = createExchange();
    expect(() => exchange.setCookie("a=b")).toThrow(unavailable);
    expect(exchange).toMatchObject({ remoteAddress: undefined, isRequest: false, isLongLived: false });
    expect(() => exchange.markPrivate()).not.toThrow();
    expect(exchange.cookies("a")).toEqual([]);
  });

  it("refuses cookies on a socket, and calls it long-lived", () => {
    const socket = { send() {}, close() {} };
    const exchange = createExchange({ req: { headers: { cookie: "a=b" } }, res: socket });
    expect(() => exchange.assertCookies()).toThrow(unavailable);
    expect(exchange.isLongLived).toBe(true);
    expect(exchange.cookies("a")).toEqual(["b"]);
  });

  it("refuses cookies in a subscription, whose headers leave before it ends", () => {
    const exchange = createExchange({
      req: new Request("http://localhost"),
      resHeaders: new Headers(),
      info: { accept: null, type: "subscription" },
    });
    expect(() => exchange.setCookie("a=b")).toThrow(unavailable);
  });
});

describe("createExchange on a plain node response", () => {
  it.each<[string, RequestListener]>([
    ["an object", (_req, res) => res.writeHead(201, "Made", { "Set-Cookie": ["theme=dark"], "x-app": "1" }).end()],
    ["a list", (_req, res) => res.writeHead(201, ["Set-Cookie", "theme=dark", "x-app", "1"]).end()],
  ])("adds its cookies to headers that writeHead is given as %s", async (_form, finish) => {
    const endpoint = await listen((req, res) => {
      createExchange({ req, res }).setCookie("ours=1");
      finish(req, res);
    });
    open.push(endpoint);
    const answer = await endpoint.send("");
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark", "ours=1"]);
    expect(answer.headers.get("x-app")).toBe("1");
  });

  it("uses the latest of two exchanges of one request", async () => {
    const endpoint = await listen((req, res) => {
      createExchange({ req, res }).setCookie("ours=1");
      createExchange({ req, res }).setCookie("ours=2");
      res.end();
    });
    open.push(endpoint);
    expect((await endpoint.send("")).headers.getSetCookie()).toEqual(["ours=2"]);
  });

  it("refuses a cookie once the headers were sent", async () => {
    const endpoint = await listen((req, res) => {
      res.write("early");
      const exchange = createExchange({ req, res });
      res.end(attempt(() => exchange.setCookie("ours=1")));
    });
    open.push(endpoint);
    expect(await (await endpoint.send("")).text()).toBe("earlycookies_unavailable");
  });
});

async function readAnswer(answer: Response) {
  // The output of the procedure `read` above, as tRPC wraps it.
  return (await answer.json()) as { result: { data: Record<string, unknown> } };
}

function attempt(action: () => void): string {
  try {
    action();
    return "done";
  } catch (error) {
    return error instanceof Error ? error.message : "unknown";
  }
}
