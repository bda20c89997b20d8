import type { Tokens } from "@latchkey/server/types";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { createTRPCClient } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { createTRPCOptionsProxy, useSubscription } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { credentialChange } from "../src/credentialChange.ts";
import { createAuthHooks, type TokenStorage } from "../src/index.ts";
import { createSocketApp, type SocketApp } from "./socketApp.ts";
import { data } from "./support.tsx";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  cleanup();
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(): Promise<SocketApp> {
  const app = await createSocketApp();
  closing.push(app.close);
  return app;
}

type Router = SocketApp["router"];

interface Heard {
  feed: string[];
  whoami: string[];
  mine: string | null | undefined;
}

/** The subscriptions of both bindings: one only while a user is logged in, the other always. */
const bindings = {
  classic(app: SocketApp, heard: Heard) {
    const trpc = createTRPCReact<Router>();
    const client = trpc.createClient({ links: app.links() });
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const hooks = createAuthHooks(trpc.auth);
    const useHeard = (isLoggedIn: boolean) => {
      trpc.feed.useSubscription(undefined, {
        enabled: isLoggedIn,
        onData: ({ data: news }) => void heard.feed.push(news),
      });
      trpc.whoami.useSubscription(undefined, { onData: (name) => void heard.whoami.push(name) });
      heard.mine = trpc.mine.useQuery(undefined, { enabled: isLoggedIn }).data;
    };
    const wrap = (children: ReactNode) => (
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </trpc.Provider>
    );
    return { hooks, useHeard, wrap };
  },
  proxy(app: SocketApp, heard: Heard) {
    const client = createTRPCClient<Router>({ links: app.links() });
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const trpc = createTRPCOptionsProxy<Router>({ client, queryClient });
    const hooks = createAuthHooks(trpc.auth);
    const useHeard = (isLoggedIn: boolean) => {
      useSubscription(
        trpc.feed.subscriptionOptions(undefined, {
          enabled: isLoggedIn,
          onData: ({ data: news }) => void heard.feed.push(news),
        }),
      );
      useSubscription(trpc.whoami.subscriptionOptions(undefined, { onData: (name) => void heard.whoami.push(name) }));
      heard.mine = useQuery(trpc.mine.queryOptions(undefined, { enabled: isLoggedIn })).data;
    };
    const wrap = (children: ReactNode) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
    return { hooks, useHeard, wrap };
  },
};

/** A page that subscribes, with both subscriptions and a query over one socket. */
async function openPage(app: SocketApp, binding: keyof typeof bindings, first = "anonymous") {
  const heard: Heard = { feed: [], whoami: [], mine: undefined };
  const { hooks, useHeard, wrap } = bindings[binding](app, heard);
  const seen: { auth?: ReturnType<typeof hooks.useAuth>; login?: unknown } = {};
  const actions: {
    login?: ReturnType<typeof hooks.useLogin>["login"];
    logout?: ReturnType<typeof hooks.useLogout>["logout"];
  } = {};
  function Page() {
    seen.auth = hooks.useAuth();
    actions.login = hooks.useLogin().login;
    actions.logout = hooks.useLogout().logout;
    useHeard(seen.auth.status === "authenticated");
    return null;
  }
  render(
    wrap(
      <hooks.AuthProvider>
        <Page />
      </hooks.AuthProvider>,
    ),
  );
  await waitFor(() => expect(seen.auth?.status).toBe(first));
  return {
    heard,
    status: () => seen.auth?.status,
    logIn: ({ email, password }: { email: string; password: string }) =>
      act(async () => void (await actions.login?.({ email, password }))),
    logOut: () => act(async () => void (await actions.logout?.())),
  };
}

const PATIENCE = { timeout: 3_000, interval: 10 };

describe.each(["classic", "proxy"] as const)("a page of the %s client over one socket", (binding) => {
  it("reconnects at login, so that calls for users work", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const { heard, logIn } = await openPage(app, binding);
    await waitFor(() => expect(heard.whoami).toEqual(["nobody"]), PATIENCE);
    expect(app.opened).toEqual([""]);
    await logIn(ada);
    await waitFor(() => expect(heard.mine).toBe(ada.email), PATIENCE);
    app.feed.tell("one");
    await waitFor(() => expect(heard.feed).toEqual([`${ada.email}: one`]), PATIENCE);
    expect(heard.whoami).toEqual(["nobody", ada.email]);
    expect(app.opened).toEqual(["", expect.stringContaining("session=")]);
    await waitFor(() => expect(app.sockets.size).toBe(1), PATIENCE);
  });

  it("ends what was for the former user at logout, and shows the next one nothing of it", async () => {
    const app = await serve();
    const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    const { heard, logIn, logOut, status } = await openPage(app, binding);
    await logIn(ada);
    app.feed.tell("one");
    await waitFor(() => expect(heard.feed).toEqual([`${ada.email}: one`]), PATIENCE);
    await logOut();
    expect(status()).toBe("anonymous");
    app.feed.tell("two");
    await waitFor(() => expect(heard.whoami).toEqual(["nobody", ada.email, "nobody"]), PATIENCE);
    await waitFor(() => expect(app.sockets.size).toBe(1), PATIENCE);
    expect(heard.feed).toEqual([`${ada.email}: one`]);
    await logIn(bob);
    await waitFor(() => expect(heard.mine).toBe(bob.email), PATIENCE);
    // From the beginning: the previous user's position does not apply to this one.
    await waitFor(
      () => expect(heard.feed).toEqual([`${ada.email}: one`, `${bob.email}: one`, `${bob.email}: two`]),
      PATIENCE,
    );
  });

  it("reconnects when another tab logs in, so that the state is fetched with that tab's cookie", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const { heard, status } = await openPage(app, binding);
    await waitFor(() => expect(heard.whoami).toEqual(["nobody"]), PATIENCE);
    const { jar } = await app.kit.clientOf(ada, "browser");
    for (const [name, value] of jar.cookies) app.cookies.set(name, value);
    const tab = new BroadcastChannel("latchkey");
    tab.postMessage({ tab: "another", ended: undefined });
    await waitFor(() => expect(status()).toBe("authenticated"), PATIENCE);
    await waitFor(() => expect(heard.mine).toBe(ada.email), PATIENCE);
    await waitFor(() => expect(heard.whoami.at(-1)).toBe(ada.email), PATIENCE);
    tab.close();
  });

  it("receives nothing more a second after its session was revoked elsewhere", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const { heard, logIn, status } = await openPage(app, binding);
    await logIn(ada);
    app.feed.tell("one");
    await waitFor(() => expect(heard.feed).toHaveLength(1), PATIENCE);
    await app.kit.auth.revokeSessions(ada.id);
    await waitFor(() => expect(status()).toBe("anonymous"), { timeout: 1_000, interval: 10 });
    app.feed.tell("two");
    await waitFor(() => expect(heard.whoami.at(-1)).toBe("nobody"), PATIENCE);
    expect(heard.feed).toHaveLength(1);
  });
});

/** Collects what a subscription sends, until it ends. */
function listen(client: ReturnType<SocketApp["client"]>) {
  const heard: string[] = [];
  let error: unknown = null;
  const subscription = client.feed.subscribe(undefined, {
    onData: ({ data: news }) => void heard.push(news),
    onError: (given) => {
      error = given;
    },
  });
  closing.push(() => subscription.unsubscribe());
  return { heard, error: () => error };
}

/** An app's storage, which is slow. */
function storageOf(): TokenStorage & { tokens: Tokens | null } {
  const storage = {
    tokens: null as Tokens | null,
    get: async () => storage.tokens,
    async set(tokens: Tokens | null) {
      await Promise.resolve();
      storage.tokens = tokens;
    },
  };
  return storage;
}

describe("a client without React over one socket", () => {
  it("loses no events when its token is renewed, and calls with the new one", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const client = app.client();
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    const { heard } = listen(client);
    app.feed.tell("one");
    await waitFor(() => expect(heard).toHaveLength(1), PATIENCE);
    const former = app.opened.at(-1);
    await client.auth.account.reauthenticate.mutate({ password: ada.password });
    app.feed.tell("two");
    await waitFor(() => expect(heard).toEqual([`${ada.email}: one`, `${ada.email}: two`]), PATIENCE);
    expect(await client.sensitive.mutate()).toBe(ada.email);
    expect(app.opened.at(-1)).not.toBe(former);
  });

  it("gets the reason why a subscription for users ends at logout", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const client = app.client();
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    const { heard, error } = listen(client);
    app.feed.tell("one");
    await waitFor(() => expect(heard).toHaveLength(1), PATIENCE);
    await client.auth.account.logout.mutate();
    await waitFor(() => expect(error()).not.toBeNull(), PATIENCE);
    expect(error()).toMatchObject({ data: { code: "UNAUTHORIZED" } });
    app.feed.tell("two");
    await expect(client.mine.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect(heard).toHaveLength(1);
  });

  it("gets the response to a mutation in progress on its original socket, and then closes that", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const client = app.client();
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    let open = () => {};
    app.hold.until = new Promise((resolve) => {
      open = resolve;
    });
    const written = client.write.mutate();
    await waitFor(() => expect(app.sockets.size).toBe(1), PATIENCE);
    expect(await client.mine.query()).toBe(ada.email);
    await client.auth.account.reauthenticate.mutate({ password: ada.password });
    expect(await client.mine.query()).toBe(ada.email);
    expect(app.sockets.size).toBe(2);
    open();
    expect(await written).toBe(ada.email);
    await waitFor(() => expect(app.sockets.size).toBe(1), PATIENCE);
  });

  it("presents an app's tokens when it connects, and other ones when they change", async () => {
    const app = await serve();
    const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    const storage = storageOf();
    const client = app.client(storage);
    await expect(client.mine.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    expect(await client.mine.query()).toBe(ada.email);
    const { heard, error } = listen(client);
    app.feed.tell("one");
    await waitFor(() => expect(heard).toEqual([`${ada.email}: one`]), PATIENCE);
    await client.auth.account.logout.mutate();
    await waitFor(() => expect(error()).not.toBeNull(), PATIENCE);
    await client.auth.account.login.mutate({ email: bob.email, password: bob.password });
    app.feed.tell("two");
    // A round trip, in which a subscription that was still open would receive it.
    expect(await client.mine.query()).toBe(bob.email);
    expect(heard).toEqual([`${ada.email}: one`]);
    expect(app.cookies.size).toBe(0);
  });

  describe("with a mutation that waits for the socket to connect", () => {
    async function waiting(storage?: TokenStorage) {
      const app = await serve();
      const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
      const client = app.client(storage);
      const logIn = ({ email, password }: typeof ada) => client.auth.account.login.mutate({ email, password });
      await logIn(ada);
      let connect = () => {};
      app.hold.connecting = new Promise((resolve) => {
        connect = resolve;
      });
      const write = client.write.mutate().catch((error: unknown) => error);
      await waitFor(() => expect(app.hold.sockets).toBe(1), PATIENCE);
      return { app, ada, bob, client, logIn, connect, write };
    }

    it.each([
      ["of a browser", () => undefined, false],
      ["of an app", () => storageOf(), false],
      ["when the token was renewed before", () => undefined, true],
    ])("never sends it as the next user %s", async (_case, storage, isRenewed) => {
      const { app, ada, bob, client, logIn, connect, write } = await waiting(storage());
      if (isRenewed) await client.auth.account.reauthenticate.mutate({ password: ada.password });
      await client.auth.account.logout.mutate();
      await logIn(bob);
      connect();
      expect(await write).toBeInstanceOf(Error);
      expect(await client.mine.query()).toBe(bob.email);
      expect(app.written).toEqual([]);
    });

    it("sends it when the same user's token was renewed", async () => {
      const { app, ada, client, connect, write } = await waiting();
      await client.auth.account.reauthenticate.mutate({ password: ada.password });
      connect();
      expect(await write).toBe(ada.email);
      await waitFor(() => expect(app.sockets.size).toBe(0), PATIENCE);
    });

    it("never sends it as a user who has logged in in another tab", async () => {
      const { app, bob, connect, write } = await waiting();
      const { status } = await openPage(app, "classic", "loading");
      const { jar } = await app.kit.clientOf(bob, "browser");
      for (const [name, value] of jar.cookies) app.cookies.set(name, value);
      const tab = new BroadcastChannel("latchkey");
      tab.postMessage({ tab: "another", ended: undefined });
      expect(await write).toBeInstanceOf(Error);
      connect();
      await waitFor(() => expect(status()).toBe("authenticated"), PATIENCE);
      expect(app.written).toEqual([]);
      tab.close();
    });
  });

  it("sends no mutation as the next user that waited for the link itself to be loaded", async () => {
    const app = await serve();
    const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    const client = app.client();
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    const { jar } = await app.kit.clientOf(bob, "browser");
    const write = client.write.mutate().catch((error: unknown) => error);
    for (const [name, value] of jar.cookies) app.cookies.set(name, value);
    credentialChange.emit(false);
    expect(await write).toBeInstanceOf(Error);
    expect(app.written).toEqual([]);
  });

  it("ends each of many subscriptions once, and opens no flood of sockets, when a session has ended", async () => {
    const app = await serve();
    const ada = await app.kit.createUser({ data });
    const client = app.client();
    await client.auth.account.login.mutate({ email: ada.email, password: ada.password });
    const all = Array.from({ length: 10 }, () => listen(client));
    app.feed.tell("one");
    await waitFor(() => expect(all.every(({ heard }) => heard.length === 1)).toBe(true), PATIENCE);
    const before = app.opened.length;
    await app.kit.auth.revokeSessions(ada.id);
    await waitFor(() => expect(all.every(({ error }) => error() !== null)).toBe(true), PATIENCE);
    expect(app.opened.length - before).toBeLessThanOrEqual(1);
  });
});
