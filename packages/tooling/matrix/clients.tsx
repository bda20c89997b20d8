import { type AuthLinkOptions, type AuthWsLinkOptions, authLink, authWsLink, createAuthHooks } from "@latchkey/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  type HTTPBatchLinkOptions,
  type HTTPBatchStreamLinkOptions,
  type HTTPLinkOptions,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCLink,
} from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { EventSource } from "eventsource";
import type { ReactNode } from "react";
import superjson from "superjson";
import type { PlainRouter, SuperjsonRouter } from "./app.ts";
import { type Connection, socketOf } from "./connections.ts";
import type { Binding, Transformer, Transport } from "./table.ts";

export interface Reached {
  url: string;
  socketUrl: string | null;
  connection: Connection;
  transport: Transport;
}

type AnyMatrixRouter = PlainRouter | SuperjsonRouter;
type TypesOf<Router extends AnyMatrixRouter> = Router["_def"]["_config"]["$types"];
/** Options of every link to either router. */
type LinkOptions<Router extends AnyMatrixRouter> = HTTPLinkOptions<TypesOf<Router>> &
  HTTPBatchLinkOptions<TypesOf<Router>> &
  HTTPBatchStreamLinkOptions<TypesOf<Router>> &
  AuthLinkOptions<Router> &
  Parameters<typeof httpSubscriptionLink<Router, typeof EventSource>>[0] &
  AuthWsLinkOptions<Router>;

/** The links of an app. */
function linksOf<Router extends AnyMatrixRouter>(
  { url, socketUrl, connection, transport }: Reached,
  transformer: typeof superjson | undefined,
) {
  const { storage, headers } = connection;
  const fetch = (address: unknown, init?: object) => connection.fetch(address, init);
  /** A browser sends its cookies by itself; an app sends headers, since logs would contain what is in a URL. */
  const eventSourceOptions = async () => {
    const sent = await headers();
    return {
      fetch: (address: unknown, init: { headers: object }) =>
        connection.fetch(address, { ...init, headers: { ...init.headers, ...sent } }),
    };
  };
  // The router determines whether there is a transformer, and is not known here: callers pass their own one.
  const options = {
    ...{ url, fetch, headers, storage, EventSource, eventSourceOptions },
    ...(transformer === undefined ? {} : { transformer }),
  } as unknown as LinkOptions<Router>;
  const then: Record<Transport, () => TRPCLink<Router>> = {
    http: () => httpLink(options),
    batch: () => httpBatchLink(options),
    stream: () => httpBatchStreamLink(options),
    sse: () =>
      splitLink<Router>({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink(options),
        false: httpBatchLink(options),
      }),
    websocket: () => authWsLink<Router>({ ...options, url: socketUrl ?? "", WebSocket: socketOf(connection) }),
  };
  return [authLink<Router>(options), then[transport]()];
}

function createQueries(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false } } });
}

const clients = {
  "@trpc/react-query": {
    none(reached: Reached) {
      const links = linksOf<PlainRouter>(reached, undefined);
      const trpc = createTRPCReact<PlainRouter>();
      const queryClient = createQueries();
      const react = trpc.createClient({ links });
      const Providers = ({ children }: { children: ReactNode }) => (
        <trpc.Provider client={react} queryClient={queryClient}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </trpc.Provider>
      );
      return {
        hooks: createAuthHooks(trpc.auth),
        Providers,
        client: react,
      };
    },
    superjson(reached: Reached) {
      const links = linksOf<SuperjsonRouter>(reached, superjson);
      const trpc = createTRPCReact<SuperjsonRouter>();
      const queryClient = createQueries();
      const react = trpc.createClient({ links });
      const Providers = ({ children }: { children: ReactNode }) => (
        <trpc.Provider client={react} queryClient={queryClient}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </trpc.Provider>
      );
      return {
        hooks: createAuthHooks(trpc.auth),
        Providers,
        client: react,
      };
    },
  },
  "@trpc/tanstack-react-query": {
    none(reached: Reached) {
      const links = linksOf<PlainRouter>(reached, undefined);
      const queryClient = createQueries();
      const client = createTRPCClient<PlainRouter>({ links });
      const trpc = createTRPCOptionsProxy<PlainRouter>({ client, queryClient });
      const Providers = ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      );
      return { hooks: createAuthHooks(trpc.auth), Providers, client };
    },
    superjson(reached: Reached) {
      const links = linksOf<SuperjsonRouter>(reached, superjson);
      const queryClient = createQueries();
      const client = createTRPCClient<SuperjsonRouter>({ links });
      const trpc = createTRPCOptionsProxy<SuperjsonRouter>({ client, queryClient });
      const Providers = ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      );
      return { hooks: createAuthHooks(trpc.auth), Providers, client };
    },
  },
} satisfies Record<Binding, Record<Transformer, (reached: Reached) => unknown>>;

/** The hooks and the bare client of an app, by its choice of packages. */
export function createClient(choice: { binding: Binding; transformer: Transformer }, reached: Reached) {
  return clients[choice.binding][choice.transformer](reached);
}

export type Client = ReturnType<typeof createClient>;
