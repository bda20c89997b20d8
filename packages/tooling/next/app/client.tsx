"use client";
import { authLink, createAuthHooks } from "@latchkey/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { PlainRouter } from "../matrix/app";

const url = "/rpc/none";
const client = createTRPCClient<PlainRouter>({ links: [authLink<PlainRouter>({ url }), httpBatchStreamLink({ url })] });
// The hooks use the query client of the provider: each request on the server, and each browser, has its own.
const trpc = createTRPCOptionsProxy<PlainRouter>({ client, queryClient: new QueryClient() });
const { AuthProvider, useAuth, useLogout } = createAuthHooks(trpc.auth);

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={queryClient}>
      <AuthProvider>{children}</AuthProvider>
    </QueryClientProvider>
  );
}

export function Who() {
  const { status, user } = useAuth();
  const { logout } = useLogout();
  return (
    <section>
      <p id="who">{user?.email ?? status}</p>
      <button type="button" id="logout" onClick={() => void logout()}>
        Log out
      </button>
    </section>
  );
}
