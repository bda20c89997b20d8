import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** In milliseconds: the provider may be rendered beside the components that use the hooks, and later. */
const NOTICE_AFTER = 1_000;

/** Caches that a provider keeps in sync, or whose developer was told that none does. */
const settled = new WeakSet<QueryClient>();

/** An `<AuthProvider>` is rendered. */
export function noteProvider(queryClient: QueryClient): void {
  settled.add(queryClient);
}

/** Says in the developer's console that `<AuthProvider>` is missing; production bundles contain none of it. */
export function useProviderHint(queryClient: QueryClient): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      if (settled.has(queryClient)) return;
      settled.add(queryClient);
      console.error(`[latchkey] ${MISSING}`);
    }, NOTICE_AFTER);
    return () => clearTimeout(timer);
  }, [queryClient]);
}

const MISSING =
  "There is no <AuthProvider>: after a logout or a login in another tab, or when the session has ended, this page goes on showing the former user. Inside the provider of the query client, write <AuthProvider>…</AuthProvider> around the app; it is one of the hooks that createAuthHooks returns.";
