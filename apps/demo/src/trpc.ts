import { authLink, createAuthHooks } from "@latchkey/react";
import { QueryClient } from "@tanstack/react-query";
import { httpBatchLink, TRPCClientError } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import type { AppRouter } from "../server/router.ts";

export const trpc = createTRPCReact<AppRouter>();

export const {
  AuthProvider,
  useAccount,
  useAuth,
  useConnections,
  useEmails,
  useFlow,
  useLogin,
  useLogout,
  useMfa,
  usePassword,
  usePhone,
  useProviders,
  useSessions,
  useSignup,
} = createAuthHooks(trpc.auth);

const URL_OF_API = "/trpc";
const RETRIES = 2;

export function makeClients() {
  const client = trpc.createClient({
    links: [authLink<AppRouter>({ url: URL_OF_API }), httpBatchLink({ url: URL_OF_API })],
  });
  const queryClient = new QueryClient({
    defaultOptions: {
      // Asking again helps when the network failed, not when the server said no.
      queries: { retry: (count, error) => !hasAnswer(error) && count < RETRIES },
    },
  });
  return { client, queryClient };
}

function hasAnswer(error: Error): boolean {
  return error instanceof TRPCClientError && error.data !== undefined && error.data !== null;
}
