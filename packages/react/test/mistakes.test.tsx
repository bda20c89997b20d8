import { waitFor } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { describe, expect, it, vi } from "vitest";
import { authHeaders, authLink } from "../src/index.ts";
import { dropWaitingCalls, readWaitingCalls } from "../src/waitingCalls.ts";
import type { Init } from "./browserFetch.ts";
import { storageOf, watchHints } from "./hints.ts";
import { type App, type AppRouter, data, openPage } from "./support.tsx";

const { said, serve } = watchHints();

/** An app on a device whose developer forgot `headers` in the second link. */
async function forgetHeaders() {
  const app = await serve();
  const url = `${app.kit.origin}/trpc`;
  const storage = storageOf();
  const client = createTRPCClient<AppRouter>({
    links: [authLink({ url, fetch: app.fetch, storage }), httpBatchLink({ url, fetch: app.fetch })],
  });
  const { email, password } = await app.kit.createUser({ data });
  await client.auth.account.login.mutate({ email, password });
  return { app, url, client, storage, email };
}

describe("a second link without authHeaders", () => {
  it("loses no tokens, and the state stays correct", async () => {
    const { client, storage, email } = await forgetHeaders();
    const { tokens } = storage;
    expect(tokens?.sessionToken).toBeDefined();
    expect(await client.auth.session.get.query()).toMatchObject({ status: "authenticated", user: { email } });
    await expect(client.mine.query()).rejects.toThrow();
    expect(await client.auth.session.get.query()).toMatchObject({ status: "authenticated" });
    expect(storage.tokens).toEqual(tokens);
  });

  it("is named in the developer's console, with the line to write", async () => {
    const { client } = await forgetHeaders();
    await expect(client.mine.query()).rejects.toThrow();
    await expect(client.mine.query()).rejects.toThrow();
    expect(said()).toEqual([
      expect.stringMatching(/"mine" was sent without the token.*headers: \(\) => authHeaders\(storage\)/),
    ]);
  });

  it("is not reported where it is present, or when the user logs out", async () => {
    const { app, url, storage, email } = await forgetHeaders();
    const client = createTRPCClient<AppRouter>({
      links: [
        authLink({ url, fetch: app.fetch, storage }),
        httpBatchLink({ url, fetch: app.fetch, headers: () => authHeaders(storage) }),
      ],
    });
    expect(await client.mine.query()).toBe(`of ${email}`);
    await client.auth.account.logout.mutate();
    await expect(client.mine.query()).rejects.toThrow();
    expect(await client.auth.session.get.query()).toMatchObject({ status: "anonymous" });
    expect(said()).toEqual([]);
  });
});

describe.each(["classic", "proxy"] as const)("a cookie that the browser did not keep, %s client", (binding) => {
  /** Like a browser that rejects the cookie: the page is not notified. */
  const keepingNone = (app: App) => async (url: unknown, init?: Init) => {
    const answer = await app.fetch(url, init);
    app.cookies.clear();
    return answer;
  };

  it("is named in the console, and the page shows again that nobody is logged in", async () => {
    const app = await serve();
    const { email, password } = await app.kit.createUser({ data });
    const { now, logIn, mine } = await openPage(app, binding, { fetch: keepingNone(app) });
    await logIn({ email, password });
    expect(now().auth.status).toBe("authenticated");
    await expect(mine()).rejects.toThrow();
    await waitFor(() => expect(now().auth.status).toBe("anonymous"));
    expect(said()).toEqual([
      expect.stringMatching(
        /"mine" was sent without the session's cookie, though a login has just set it.*credentials: "include".*sameSite: "none".*session\.cookie\.domain/,
      ),
    ]);
  });

  it("is not suspected when another tab has logged out, and this one was told", async () => {
    const app = await serve();
    const { logIn, mine } = await openPage(app, binding);
    await logIn(await app.kit.createUser({ data }));
    const tab = new BroadcastChannel("latchkey");
    app.cookies.clear();
    tab.postMessage({ tab: "another" });
    await waitFor(() => expect(app.calls.filter((call) => call.includes("session.get")).length).toBeGreaterThan(1));
    tab.close();
    await expect(mine()).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it("is not suspected when another tab has logged out some time later, and nobody was told", async () => {
    const app = await serve();
    const { logIn, mine } = await openPage(app, binding);
    const { email, password } = await app.kit.createUser({ data });
    await logIn({ email, password });
    expect(await mine()).toBe(`of ${email}`);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    app.cookies.clear();
    await expect(mine()).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it("is not suspected when the state was requested before the login, and arrives after it", async () => {
    const app = await serve();
    let release = () => {};
    let isHeld = false;
    const late = async (url: unknown, init?: Init) => {
      const isState = String(url).includes("session.get") && isHeld;
      const answer = await app.fetch(url, init);
      if (isState) await new Promise<void>((resolve) => (release = resolve));
      return answer;
    };
    const { now, logIn } = await openPage(app, binding, { fetch: late });
    isHeld = true;
    const refreshed = now().auth.refresh();
    await waitFor(() => expect(app.calls.filter((call) => call.includes("session.get"))).toHaveLength(2));
    await logIn(await app.kit.createUser({ data }));
    release();
    await refreshed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(now().auth.status).toBe("authenticated");
    expect(said()).toEqual([]);
  });

  it("is not suspected when a session is over", async () => {
    const app = await serve();
    const { id, email, password } = await app.kit.createUser({ data });
    const { now, logIn, mine } = await openPage(app, binding);
    await logIn({ email, password });
    await app.kit.auth.revokeSessions(id);
    await expect(mine()).rejects.toThrow();
    await waitFor(() => expect(now().auth.status).toBe("anonymous"));
    expect(said()).toEqual([]);
  });
});

describe("an auth router under another key", () => {
  it("is named in the console, with the path to write", async () => {
    const app = await serve();
    const t = initTRPC.context<Awaited<ReturnType<typeof app.kit.auth.createContext>>>().create();
    const router = t.router({ identity: app.kit.auth.authRouter });
    type Other = typeof router;
    const { fetchRequestHandler } = await import("@trpc/server/adapters/fetch");
    const url = `${app.kit.origin}/trpc`;
    const fetch = (to: unknown, init?: object) =>
      fetchRequestHandler({
        router,
        endpoint: "/trpc",
        req: new Request(String(to), { ...init, headers: { "x-forwarded-for": "192.0.2.1" } }),
        createContext: (opts) => app.kit.auth.createContext(opts),
      });
    const clientFor = (path?: string) =>
      createTRPCClient<Other>({
        links: [
          authLink<Other>({ url, fetch, ...(path === undefined ? {} : { path }) }),
          httpBatchLink({ url, fetch }),
        ],
      });
    await clientFor("identity").identity.session.get.query();
    expect(said()).toEqual([]);
    await clientFor().identity.session.get.query();
    expect(said()).toEqual([
      expect.stringMatching(/"identity\.session\.get" .* under "auth".*Write authLink\(\{ path: "identity", … \}\)/),
    ]);
  });

  it("is not suspected in the app's own procedures with similar names", async () => {
    const app = await serve();
    const t = initTRPC.create();
    const router = t.router({
      shop: t.router({ session: t.router({ get: t.procedure.query(() => ({ status: "anonymous", cart: [] })) }) }),
    });
    const { fetchRequestHandler } = await import("@trpc/server/adapters/fetch");
    const url = `${app.kit.origin}/trpc`;
    const fetch = (to: unknown, init?: object) =>
      fetchRequestHandler({ router, endpoint: "/trpc", req: new Request(String(to), init) });
    const client = createTRPCClient<typeof router>({
      links: [authLink<typeof router>({ url, fetch }), httpBatchLink({ url, fetch })],
    });
    await client.shop.session.get.query();
    expect(said()).toEqual([]);
  });
});

describe("a call that waits for reauthentication", () => {
  /** Logged in some time ago, in a client with the app's links. */
  async function waitForNobody() {
    const app = await serve();
    const url = `${app.kit.origin}/trpc`;
    const client = createTRPCClient<AppRouter>({
      links: [authLink({ url, fetch: app.fetch }), httpBatchLink({ url, fetch: app.fetch })],
    });
    return { app, client };
  }

  it("is reported when no rendered component prompts for it", async () => {
    const { app, client } = await waitForNobody();
    const { email, password } = await app.kit.createUser({ data });
    await client.auth.account.login.mutate({ email, password });
    app.kit.clock.advance(301);
    // One that has ended by then is not what the developer has to look for.
    const ended = client.auth.account.email.add.mutate({ email: "two@example.com" }).catch(() => {});
    await waitFor(() => expect(readWaitingCalls()).not.toBeNull());
    dropWaitingCalls();
    await ended;
    const waiting = client.secret.mutate(1).catch(() => {});
    await waitFor(() => expect(said()).toEqual([expect.stringContaining('"secret" waits for the user')]), {
      timeout: 15_000,
    });
    dropWaitingCalls();
    await waiting;
  });

  it("is not reported when a component of the page handles the step", async () => {
    const app = await serve();
    const { now, call, logIn } = await openPage(app, "classic");
    await logIn(await app.kit.createUser({ data }));
    app.kit.clock.advance(301);
    const waiting = call(1).catch(() => {});
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(said()).toEqual([]);
    dropWaitingCalls();
    await waiting;
  });
});

describe("in production", () => {
  it("the console shows none of it", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const { client } = await forgetHeaders();
    await expect(client.mine.query()).rejects.toThrow();
    expect(said()).toEqual([]);
  });
});
