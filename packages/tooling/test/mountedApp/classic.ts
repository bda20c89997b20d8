import { authLink, createAuthHooks } from "@latchkey/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import type { AppRouter } from "./server.ts";

const links = [authLink<AppRouter>({ url: "/trpc" }), httpBatchLink({ url: "/trpc" })];
const client = createTRPCClient<AppRouter>({ links });
const trpc = createTRPCReact<AppRouter>();
const { useAuth, useSignup, useFlow } = createAuthHooks(trpc.auth);

/** The calls of a screen. */
export function useScreen() {
  const auth = useAuth();
  const { signup } = useSignup();
  return {
    name: auth.status === "authenticated" ? auth.user.data.displayName : null,
    step: useFlow()?.id,
    greeting: trpc.hello.useQuery().data?.toUpperCase(),
    signUp: () => signup({ email: "ada@acme.com", password: "secret", displayName: "Ada" }),
    logIn: () => client.auth.account.login.mutate({ email: "ada@acme.com", password: "secret" }),
    devices: async () => (await client.auth.session.list.query()).map(({ userAgent }) => userAgent),
  };
}
