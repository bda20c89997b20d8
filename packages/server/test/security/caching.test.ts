import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { afterEach, describe, expect, it } from "vitest";
import { authErrorFormatter } from "../../src/index.ts";
import { createTestKit } from "../support/kit.ts";

const PUBLIC = "public, max-age=600";
const PRIVATE = "private, no-store";
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An app that allows caching every response for ten minutes. */
async function serve(adapter: "fetch" | "standalone") {
  const kit = await createTestKit({ rateLimits: false });
  closing.push(() => kit[Symbol.asyncDispose]());
  const { createContext, authenticated, authRouter } = kit.auth;
  const t = initTRPC
    .context<Awaited<ReturnType<typeof createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const router = t.router({
    auth: authRouter,
    secret: t.procedure.concat(authenticated).query(({ ctx }) => ctx.auth.user.email),
    greeting: t.procedure.query(async ({ ctx }) => `Hello ${(await ctx.auth.current())?.user.email ?? "you"}`),
    news: t.procedure.query(() => "nothing new"),
  });
  const responseMeta = () => ({ headers: { "cache-control": PUBLIC } });
  const cookie = (await kit.clientOf(await kit.createUser(), "browser")).jar.header() ?? "";
  const server = createHTTPServer({ router, createContext, responseMeta });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close().closeAllConnections());
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const send = (path: string, headers: Record<string, string>) => {
    const req = new Request(`http://127.0.0.1:${port}/${path}`, { headers });
    return adapter === "standalone"
      ? fetch(req)
      : fetchRequestHandler({ endpoint: "/", req, router, createContext, responseMeta });
  };
  const cacheControl = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await send(path, headers);
    await answer.text();
    return answer.headers.get("cache-control");
  };
  return { cookie, cacheControl };
}

describe.each(["fetch", "standalone"] as const)(
  "a response under %s, in an app that lets caches keep responses",
  (adapter) => {
    it("is not cached where it contains user data", async () => {
      const { cookie, cacheControl } = await serve(adapter);
      for (const path of ["auth.session.get", "auth.session.list", "secret", "greeting", "news,greeting?batch=1"])
        expect([path, await cacheControl(path, { cookie })]).toEqual([path, PRIVATE]);
    });

    it("is not cached where it is one of our own, although nobody is logged in", async () => {
      const { cacheControl } = await serve(adapter);
      for (const path of ["auth.session.get", "auth.session.list", "auth.account.user"])
        expect([path, await cacheControl(path)]).toEqual([path, PRIVATE]);
    });

    it("is cached where it is the same for everybody", async () => {
      const { cookie, cacheControl } = await serve(adapter);
      for (const path of ["news", "auth.session.config", "auth.social.providers"])
        expect([path, await cacheControl(path, { cookie })]).toEqual([path, PUBLIC]);
      expect(await cacheControl("greeting")).toBe(PUBLIC);
    });

    it("is not cached where it streams and a token was presented", async () => {
      const { cookie, cacheControl } = await serve(adapter);
      const stream = { "trpc-accept": "application/jsonl" };
      const app = { "x-latchkey-client": "app", authorization: "Bearer something" };
      expect(await cacheControl("secret?batch=1", { ...stream, cookie })).toBe(PRIVATE);
      expect(await cacheControl("secret?batch=1", { ...stream, ...app })).toBe(PRIVATE);
      expect(await cacheControl("news?batch=1", stream)).toBe(PUBLIC);
    });
  },
);
