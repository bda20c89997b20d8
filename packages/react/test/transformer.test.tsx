import type { AddressInfo } from "node:net";
import { authErrorFormatter } from "@latchkey/server";
import { createTestKit, TEST_PASSWORD, type TestKit } from "@latchkey/server/testing";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { type AnyRouter, initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, StrictMode } from "react";
import superjson from "superjson";
import { afterEach, describe, expect, it } from "vitest";
import { authLink, createAuthHooks } from "../src/index.ts";
import { browserFetch } from "./browserFetch.ts";
import { emptyDatabase } from "./database.ts";
import { fields, type Shape } from "./support.tsx";

type Kit = TestKit<Shape>;
type Context = Awaited<ReturnType<Kit["auth"]["createContext"]>>;
interface Connection {
  url: string;
  fetch: ReturnType<typeof browserFetch>;
}

const BORN = new Date("1815-12-10T00:00:00.000Z");
const ADA = { email: "ada@example.com", password: TEST_PASSWORD, displayName: "Ada" };

function plainRouter({ auth }: Kit) {
  const t = initTRPC.context<Context>().create({ errorFormatter: authErrorFormatter });
  const born = t.procedure.concat(auth.recentlyAuthenticated).mutation(() => BORN);
  return t.router({ auth: auth.authRouter, born });
}

function superjsonRouter({ auth }: Kit) {
  const t = initTRPC.context<Context>().create({ errorFormatter: authErrorFormatter, transformer: superjson });
  const born = t.procedure.concat(auth.recentlyAuthenticated).mutation(() => BORN);
  return t.router({ auth: auth.authRouter, born });
}

type PlainRouter = ReturnType<typeof plainRouter>;
type SuperjsonRouter = ReturnType<typeof superjsonRouter>;

const plainLinks = (connection: Connection) => [authLink<PlainRouter>(connection), httpBatchLink(connection)];
const superjsonLinks = (connection: Connection) => {
  const options = { ...connection, transformer: superjson };
  return [authLink<SuperjsonRouter>(options), httpBatchLink(options)];
};
const wrapIn = (queryClient: QueryClient) => (children: ReactNode) => (
  <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
);

function plainClassic(connection: Connection) {
  const queryClient = new QueryClient();
  const trpc = createTRPCReact<PlainRouter>();
  const client = trpc.createClient({ links: plainLinks(connection) });
  const wrap = (children: ReactNode) => (
    <trpc.Provider client={client} queryClient={queryClient}>
      {wrapIn(queryClient)(children)}
    </trpc.Provider>
  );
  return { hooks: createAuthHooks(trpc.auth), born: () => client.born.mutate(), wrap };
}

function superjsonClassic(connection: Connection) {
  const queryClient = new QueryClient();
  const trpc = createTRPCReact<SuperjsonRouter>();
  const client = trpc.createClient({ links: superjsonLinks(connection) });
  const wrap = (children: ReactNode) => (
    <trpc.Provider client={client} queryClient={queryClient}>
      {wrapIn(queryClient)(children)}
    </trpc.Provider>
  );
  return { hooks: createAuthHooks(trpc.auth), born: () => client.born.mutate(), wrap };
}

function plainProxy(connection: Connection) {
  const queryClient = new QueryClient();
  const client = createTRPCClient<PlainRouter>({ links: plainLinks(connection) });
  const trpc = createTRPCOptionsProxy<PlainRouter>({ client, queryClient });
  return { hooks: createAuthHooks(trpc.auth), born: () => client.born.mutate(), wrap: wrapIn(queryClient) };
}

function superjsonProxy(connection: Connection) {
  const queryClient = new QueryClient();
  const client = createTRPCClient<SuperjsonRouter>({ links: superjsonLinks(connection) });
  const trpc = createTRPCOptionsProxy<SuperjsonRouter>({ client, queryClient });
  return { hooks: createAuthHooks(trpc.auth), born: () => client.born.mutate(), wrap: wrapIn(queryClient) };
}

const apps = {
  "@trpc/react-query": { router: plainRouter, client: plainClassic, born: BORN.toISOString() },
  "@trpc/react-query with superjson": { router: superjsonRouter, client: superjsonClassic, born: BORN },
  "@trpc/tanstack-react-query": { router: plainRouter, client: plainProxy, born: BORN.toISOString() },
  "@trpc/tanstack-react-query with superjson": { router: superjsonRouter, client: superjsonProxy, born: BORN },
};
type Client = ReturnType<(typeof apps)[keyof typeof apps]["client"]>;

async function serve(kit: Kit, router: AnyRouter) {
  const createContext = kit.auth.createContext;
  const server = createHTTPServer({ router, basePath: "/trpc/", createContext });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fetch = browserFetch({ port, origin: kit.origin, cookies: new Map(), calls: [] });
  return { server, connection: { url: `${kit.origin}/trpc`, fetch } };
}

/** Renders a component that uses the hooks. @returns what they returned last */
async function renderHooks({ hooks, wrap }: Pick<Client, "hooks" | "wrap">) {
  const useGiven = () => ({
    auth: hooks.useAuth(),
    flow: hooks.useFlow(),
    login: hooks.useLogin(),
    signup: hooks.useSignup().signup,
    logout: hooks.useLogout().logout,
  });
  const seen: { given?: ReturnType<typeof useGiven> } = {};
  function Probe() {
    seen.given = useGiven();
    return null;
  }
  const page = (
    <hooks.AuthProvider>
      <Probe />
    </hooks.AuthProvider>
  );
  render(<StrictMode>{wrap(page)}</StrictMode>);
  const latest = () => {
    if (seen.given === undefined) throw new Error("nothing was rendered");
    return seen.given;
  };
  await waitFor(() => expect(latest().auth.status).toBe("anonymous"));
  return latest;
}

afterEach(cleanup);

describe.each(Object.entries(apps))("an app on %s", (_, { router, client, born }) => {
  it("signs up, logs out, reports a wrong password by its field, logs in and confirms a call that requires it", async () => {
    await using kit = await createTestKit<Shape>({
      database: await emptyDatabase(),
      account: { emailVerificationBy: "code", signup: { fields } },
    });
    const { server, connection } = await serve(kit, router(kit));
    const app = client(connection);
    const latest = await renderHooks(app);

    await act(() => latest().signup(ADA));
    const { code = "" } = (await kit.delivered()).lastMail(ADA.email).context;
    await act(async () => {
      const { flow } = latest();
      if (flow?.id === "verify_email") await flow.verify(code);
    });
    expect(latest().auth.user?.data).toEqual({ displayName: "Ada", newsletter: false });

    await act(() => latest().logout());
    expect(latest().auth.status).toBe("anonymous");
    await act(() =>
      latest()
        .login.login({ email: ADA.email, password: "wrong" })
        .catch(() => {}),
    );
    expect(latest().login.fieldErrors.password).toMatch(/is incorrect/);
    await act(() => latest().login.login({ email: ADA.email, password: ADA.password }));
    expect(latest().auth.user?.email).toBe(ADA.email);

    kit.clock.advance(301);
    let answer: Promise<unknown> = Promise.resolve();
    act(() => {
      answer = app.born();
    });
    await waitFor(() => expect(latest().flow?.id).toBe("reauthenticate"));
    await act(async () => {
      const { flow } = latest();
      if (flow?.id === "reauthenticate") await flow.reauthenticate(ADA.password);
    });
    expect(await answer).toEqual(born);
    server.close();
    server.closeAllConnections();
  });
});
