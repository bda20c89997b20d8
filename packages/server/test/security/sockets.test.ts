import type { AddressInfo } from "node:net";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { authErrorFormatter } from "../../src/index.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const ORIGIN = "http://localhost:5173";
const csrf = { trpc: "FORBIDDEN", codes: ["csrf"] };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An app of its own beside ours, over WebSockets and over HTTP. */
async function serve() {
  const kit = await createTestKit({ rateLimits: false });
  closing.push(() => kit[Symbol.asyncDispose]());
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const mine = t.procedure.concat(kit.auth.authenticated);
  const router = t.router({
    auth: kit.auth.authRouter,
    secret: mine.query(({ ctx }) => ctx.auth.user.email),
    ticks: mine.subscription(async function* ({ ctx }) {
      yield ctx.auth.user.email;
    }),
    whoami: t.procedure.query(async ({ ctx }) => (await ctx.auth.current())?.user.email ?? null),
    watch: t.procedure.subscription(async function* ({ ctx }) {
      yield (await ctx.auth.current())?.user.email ?? null;
    }),
  });
  const server = createHTTPServer({ router, createContext: kit.auth.createContext });
  const sockets = new WebSocketServer({ server });
  applyWSSHandler({ wss: sockets, router, createContext: kit.auth.createContext });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  closing.push(() => sockets.close());
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const socket = (headers: Record<string, string>, connectionParams?: Record<string, string>) => {
    class Opened extends WebSocket {
      constructor(address: string) {
        super(address, { headers });
      }
    }
    const opened = createWSClient({
      url: url.replace("http", "ws"),
      // Node's differs from the browser's in events that are not used here.
      WebSocket: Opened as unknown as typeof globalThis.WebSocket,
      ...(connectionParams === undefined ? {} : { connectionParams }),
    });
    closing.push(() => opened.close());
    const client = createTRPCClient<typeof router>({ links: [wsLink({ client: opened })] });
    return client;
  };
  return { kit, url, socket };
}

/** The first value that a subscription sends. */
function first<Data>(
  subscribe: (handlers: { onData(data: Data): void; onError(error: unknown): void }) => { unsubscribe(): void },
): Promise<Data> {
  return new Promise((resolve, reject) => {
    const subscription = subscribe({
      onData(data) {
        resolve(data);
        subscription.unsubscribe();
      },
      onError: reject,
    });
  });
}

describe("over a WebSocket", () => {
  it.each(["https://evil.example", "null", "http://localhost:5174"])(
    "nothing is read, by query or subscription, from a page of %s",
    async (origin) => {
      const { kit, socket } = await serve();
      const ada = await kit.createUser({ recoveryCodes: ["11112222"] });
      const cookie = (await kit.clientOf(ada, "browser")).jar.header() ?? "";
      const client = socket({ cookie, origin });
      expect(await refusalOf(client.auth.session.get.query())).toEqual(csrf);
      expect(await refusalOf(client.auth.session.list.query())).toEqual(csrf);
      expect(await refusalOf(client.auth.mfa.recoveryCodes.get.query())).toEqual(csrf);
      expect(await refusalOf(client.secret.query())).toEqual(csrf);
      expect(await refusalOf(client.whoami.query())).toEqual(csrf);
      expect(await refusalOf(client.auth.session.revokeOthers.mutate())).toEqual(csrf);
      expect(await refusalOf(first((handlers) => client.ticks.subscribe(undefined, handlers)))).toEqual(csrf);
      expect(await refusalOf(first((handlers) => client.watch.subscribe(undefined, handlers)))).toEqual(csrf);
    },
  );

  it("the app's own pages can read, and so can clients that are no browsers", async () => {
    const { kit, socket } = await serve();
    const ada = await kit.createUser();
    const cookie = (await kit.clientOf(ada, "browser")).jar.header() ?? "";
    for (const headers of [{ cookie, origin: ORIGIN }, { cookie }]) {
      const client = socket(headers);
      expect(await client.auth.session.get.query()).toMatchObject({ status: "authenticated" });
      expect(await client.secret.query()).toBe(ada.email);
      expect(await client.whoami.query()).toBe(ada.email);
      expect(await first((handlers) => client.ticks.subscribe(undefined, handlers))).toBe(ada.email);
    }
  });

  it("an app presents its tokens when it connects", async () => {
    const { kit, socket } = await serve();
    const ada = await kit.createUser();
    const { sessionToken = "" } = (await kit.clientOf(ada, "app")).tokens;
    const client = socket({}, { "x-latchkey-client": "app", authorization: `Bearer ${sessionToken}` });
    expect(await client.secret.query()).toBe(ada.email);
    expect(await first((handlers) => client.watch.subscribe(undefined, handlers))).toBe(ada.email);
    await kit.auth.revokeSessions(ada.id);
    expect(await refusalOf(client.secret.query())).toMatchObject({ codes: ["session_gone"] });
  });

  it("a page can set neither a cookie nor its own origin where an app presents tokens", async () => {
    const { kit, socket } = await serve();
    const cookie = (await kit.clientOf(await kit.createUser(), "browser")).jar.header() ?? "";
    const posing = socket({ cookie, origin: "https://evil.example" }, { origin: ORIGIN, cookie });
    expect(await refusalOf(posing.secret.query())).toEqual(csrf);
    const asApp = socket({ cookie, origin: "https://evil.example" }, { "x-latchkey-client": "app" });
    expect(await refusalOf(asApp.secret.query())).toMatchObject({ codes: ["not_authenticated"] });
  });
});

describe("over server-sent events", () => {
  const read = async (url: string, headers: Record<string, string>) => {
    const answer = await fetch(url, { headers: { accept: "text/event-stream", ...headers } });
    return { body: await answer.text(), cacheControl: answer.headers.get("cache-control") };
  };

  it.each([{ origin: "https://evil.example" }, { "sec-fetch-site": "same-site" }])(
    "nothing is sent to a page of another site: %o",
    async (foreign) => {
      const { kit, url } = await serve();
      const ada = await kit.createUser();
      const cookie = (await kit.clientOf(ada, "browser")).jar.header() ?? "";
      for (const path of ["ticks", "watch"]) {
        const { body } = await read(`${url}/${path}`, { cookie, ...foreign });
        expect(body).toContain("csrf");
        expect(body).not.toContain(ada.email);
      }
    },
  );

  it("the app's own page gets a response, and no cache keeps it", async () => {
    const { kit, url } = await serve();
    const ada = await kit.createUser();
    const cookie = (await kit.clientOf(ada, "browser")).jar.header() ?? "";
    for (const headers of [{ origin: ORIGIN }, { "sec-fetch-site": "same-origin" }, {}]) {
      const { body, cacheControl } = await read(`${url}/ticks`, { cookie, ...headers });
      expect(body).toContain(ada.email);
      expect(cacheControl).toContain("private, no-store");
      expect(cacheControl).toContain("no-transform");
    }
  });

  it("an app presents its tokens in the parameters of the connection, but not of a single call", async () => {
    const { kit, url } = await serve();
    const ada = await kit.createUser();
    const { sessionToken } = (await kit.clientOf(ada, "app")).tokens;
    const parameters = { "x-latchkey-client": "app", authorization: `Bearer ${sessionToken}` };
    const search = `connectionParams=${encodeURIComponent(JSON.stringify(parameters))}`;
    expect((await read(`${url}/ticks?${search}`, {})).body).toContain(ada.email);
    expect(await (await fetch(`${url}/secret?${search}`)).text()).toContain("not_authenticated");
  });
});
