import { fromServerAction, fromServerComponent } from "@latchkey/server/next";
import { dehydrate, QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { openAuth } from "./auth";

/** For prefetching in a page: one context for each request, so that the session is read once. */
export const openPage = cache(async () => {
  const { auth, routers } = await openAuth();
  const queryClient = new QueryClient();
  const ctx = await auth.createContext(await fromServerComponent({ cookies, headers }));
  const trpc = createTRPCOptionsProxy({ router: routers.none, ctx, queryClient });
  return { queryClient, trpc, dehydrated: () => dehydrate(queryClient) };
});

/** Calls procedures from a server action or a route handler, which may set cookies. */
export async function openCaller() {
  const { auth, routers } = await openAuth();
  return routers.none.createCaller(await auth.createContext(await fromServerAction({ cookies, headers })));
}
