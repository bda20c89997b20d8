import { authLink, createAuthHooks } from "@latchkey/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import superjson from "superjson";
import type { PlainRouter, SuperjsonRouter } from "./server.js";

/** The `fetch` that any version of tRPC accepts. */
export type Fetch = (url: unknown, init?: { method?: string; headers?: unknown; body?: unknown }) => Promise<Response>;

/** The server's URL, and how to reach it. */
export interface Connection {
  url: string;
  fetch: Fetch;
}

/** The hooks on `@trpc/react-query`, without a transformer. */
export function createClassic(connection: Connection) {
  const queryClient = new QueryClient();
  const trpc = createTRPCReact<PlainRouter>();
  const client = trpc.createClient({ links: [authLink<PlainRouter>(connection), httpBatchLink(connection)] });
  const Providers = ({ children }: { children: ReactNode }) => (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
  return { hooks: createAuthHooks(trpc.auth), Providers, now: () => client.now.query() };
}

/** The hooks on `@trpc/tanstack-react-query`, with superjson. */
export function createProxy({ url, fetch }: Connection) {
  const queryClient = new QueryClient();
  const options = { url, fetch, transformer: superjson };
  const client = createTRPCClient<SuperjsonRouter>({
    links: [authLink<SuperjsonRouter>(options), httpBatchLink(options)],
  });
  const trpc = createTRPCOptionsProxy<SuperjsonRouter>({ client, queryClient });
  const Providers = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
  );
  return { hooks: createAuthHooks(trpc.auth), Providers, now: () => client.now.query() };
}
