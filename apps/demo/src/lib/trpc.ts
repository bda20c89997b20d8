import { authLink } from "@latchkey/react";
import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { observedFetch } from "@/demo/calls";
import type { AppRouter } from "../../server/router.ts";

const RETRIES = 2;
// `fetch` is set for the drawer that shows the calls; an app needs only the URL.
const http = { url: "/trpc", fetch: observedFetch };

export const queryClient = new QueryClient({
  defaultOptions: {
    // A retry helps when the network failed, not when the server refused.
    queries: { retry: (count, error) => !hasAnswer(error) && count < RETRIES },
  },
});

export const client = createTRPCClient<AppRouter>({
  links: [authLink<AppRouter>(http), httpBatchLink(http)],
});

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

function hasAnswer(error: Error): boolean {
  return error instanceof TRPCClientError && error.data !== undefined && error.data !== null;
}
