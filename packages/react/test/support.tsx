import type { AddressInfo } from "node:net";
import { authErrorFormatter } from "@latchkey/server";
import { createTestKit, type TestKitOptions } from "@latchkey/server/testing";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, waitFor } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { createTRPCContext, createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, StrictMode } from "react";
import { expect } from "vitest";
import { z } from "zod";
import { authHeaders, authLink, createAuthHooks, type TokenStorage } from "../src/index.ts";
import { browserFetch } from "./browserFetch.ts";
import { emptyDatabase } from "./database.ts";

export const fields = z.object({ displayName: z.string().min(1), newsletter: z.boolean().default(false) });
export type Shape = typeof fields;

/** A user's values for the fields above. */
export const data = { displayName: "Ada", newsletter: false };

/** The bindings of tRPC to React. */
export type Binding = "classic" | "proxy" | "context";

/** An app with the auth router, one procedure that needs recent authentication, and one that returns its user. */
export async function createApp(options: TestKitOptions<Shape> = {}) {
  const kit = await createTestKit<Shape>({
    database: await emptyDatabase(),
    ...options,
    account: { ...options.account, signup: { fields, ...options.account?.signup } },
  });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  /** The addresses of the users who wrote. */
  const written: string[] = [];
  const appRouter = t.router({
    auth: kit.auth.authRouter,
    write: t.procedure.concat(kit.auth.authenticated).mutation(({ ctx }) => {
      written.push(ctx.auth.user.email ?? "");
    }),
    writeAsRecent: t.procedure.concat(kit.auth.recentlyAuthenticated).mutation(({ ctx }) => {
      written.push(ctx.auth.user.email ?? "");
    }),
    pay: t.procedure.concat(kit.auth.requires({ level: 2, within: 300 })).mutation(() => "paid"),
    mine: t.procedure.concat(kit.auth.authenticated).query(({ ctx }) => `of ${ctx.auth.user.email}`),
    secret: t.procedure
      .concat(kit.auth.recentlyAuthenticated)
      .input(z.number())
      .mutation(({ input }) => input * 2),
  });
  const server = createHTTPServer({
    router: appRouter,
    basePath: "/trpc/",
    createContext: (opts) => kit.auth.createContext(opts),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const calls: string[] = [];
  const cookies = new Map<string, string>();
  const fetch = browserFetch({ port, origin: kit.origin, cookies, calls });
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await kit[Symbol.asyncDispose]();
  };
  return { kit, appRouter, fetch, calls, cookies, written, close };
}

export type App = Awaited<ReturnType<typeof createApp>>;
export type AppRouter = App["appRouter"];

interface BindingOptions {
  fetch?: App["fetch"];
  storage?: TokenStorage;
}

/**
 * Renders with one of the two bindings, in StrictMode. @param options with a storage it is an app, which keeps tokens
 */
export function bindings(app: App, { fetch = app.fetch, storage }: BindingOptions = {}) {
  const url = `${app.kit.origin}/trpc`;
  const links = () =>
    storage === undefined
      ? [authLink<AppRouter>({ url, fetch }), httpBatchLink({ url, fetch })]
      : [
          authLink<AppRouter>({ url, fetch, storage }),
          httpBatchLink({ url, fetch, headers: () => authHeaders(storage) }),
        ];
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return {
    queryClient,
    classic() {
      const trpc = createTRPCReact<AppRouter>();
      const client = trpc.createClient({ links: links() });
      const wrap = (children: ReactNode) => (
        <trpc.Provider client={client} queryClient={queryClient}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </trpc.Provider>
      );
      return {
        hooks: createAuthHooks(trpc.auth),
        wrap,
        call: (input: number) => client.secret.mutate(input),
        mine: () => client.mine.query(),
        write: () => client.write.mutate(),
        pay: () => client.pay.mutate(),
      };
    },
    proxy() {
      const client = createTRPCClient<AppRouter>({ links: links() });
      const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
      const wrap = (children: ReactNode) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
      return {
        hooks: createAuthHooks(trpc.auth),
        wrap,
        call: (input: number) => client.secret.mutate(input),
        mine: () => client.mine.query(),
        write: () => client.write.mutate(),
        pay: () => client.pay.mutate(),
      };
    },
    context() {
      const client = createTRPCClient<AppRouter>({ links: links() });
      const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();
      const wrap = (children: ReactNode) => (
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={client} queryClient={queryClient}>
            {children}
          </TRPCProvider>
        </QueryClientProvider>
      );
      return {
        hooks: createAuthHooks(() => useTRPC().auth),
        wrap,
        call: (input: number) => client.secret.mutate(input),
        mine: () => client.mine.query(),
        write: () => client.write.mutate(),
        pay: () => client.pay.mutate(),
      };
    },
  };
}

export type Hooks = ReturnType<ReturnType<typeof bindings>["classic"]>["hooks"];

/** Every hook, called like in a page. */
function useEveryHook(hooks: Hooks) {
  return {
    auth: hooks.useAuth(),
    account: hooks.useAccount(),
    flow: hooks.useFlow(),
    login: hooks.useLogin(),
    signup: hooks.useSignup(),
    logout: hooks.useLogout(),
    reauthentication: hooks.useReauthentication(),
    emails: hooks.useEmails(),
    phone: hooks.usePhone(),
    password: hooks.usePassword(),
    sessions: hooks.useSessions(),
    mfa: hooks.useMfa(),
    providers: hooks.useProviders(),
    connections: hooks.useConnections(),
  };
}

type Seen = ReturnType<typeof useEveryHook>;
type Flow = NonNullable<Seen["flow"]>;

interface PageOptions extends BindingOptions {
  /** Rendered beside the hooks; called again by `draw`. */
  content?(hooks: Hooks): ReactNode;
}

/** Opens a page of the app in StrictMode, and waits until the session is known. */
export async function openPage(app: App, binding: Binding, { content, ...options }: PageOptions = {}) {
  const { queryClient, [binding]: bind } = bindings(app, options);
  const { hooks, wrap, call, mine, write, pay } = bind();
  const seen: { current: Seen | null } = { current: null };
  /** What the hooks returned in the last render. */
  const now = () => {
    if (seen.current === null) throw new Error("nothing was drawn");
    return seen.current;
  };
  function Probe() {
    seen.current = useEveryHook(hooks);
    return null;
  }
  const tree = () => (
    <StrictMode>
      {wrap(
        <hooks.AuthProvider>
          <Probe />
          {content?.(hooks)}
        </hooks.AuthProvider>,
      )}
    </StrictMode>
  );
  const { rerender } = render(tree());
  await waitFor(() => expect(now().auth.status).not.toBe("loading"));
  return {
    now,
    call,
    mine,
    write,
    pay,
    queryClient,
    draw: () => act(async () => rerender(tree())),
    logIn: ({ email, password }: { email: string; password: string }) =>
      act(() => now().login.login({ email, password })),
    /** Acts in the current step. @throws Error in another step */
    atStep<Id extends Flow["id"], Output>(id: Id, work: (flow: Extract<Flow, { id: Id }>) => Output | Promise<Output>) {
      return act(async () => {
        const { flow } = now();
        if (!isAt(flow, id)) throw new Error(`${id} does not wait, but ${flow?.id}`);
        return work(flow);
      });
    },
  };
}

function isAt<Id extends Flow["id"]>(flow: Flow | null, id: Id): flow is Extract<Flow, { id: Id }> {
  return flow?.id === id;
}
