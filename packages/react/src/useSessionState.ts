import type { AuthState } from "@latchkey/server/types";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { noteFetchedState, SESSION, sessionKey } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { useProviderHint } from "./providerHint.ts";

/** In the form that bundlers replace. */
declare const process: { env: { NODE_ENV?: string } };

/** The query `session.get`, the single place where the state is kept. */
export function useSessionState(useCaller: UseCaller): UseQueryResult<AuthState> {
  const caller = useCaller();
  const queryKey = sessionKey(caller);
  // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes while the page is open
  if (process.env.NODE_ENV !== "production") useProviderHint(caller.queryClient);
  return useQuery({
    queryKey,
    async queryFn(context) {
      // Not with the context's signal: the server reports once why a flow ended, and a cancelled call could be the one.
      const state = await caller.fetch(SESSION);
      return noteFetchedState(caller, state, context.signal.aborted);
    },
    staleTime: 60_000,
    // A pending flow may have been answered elsewhere: by a link that was opened on a phone, or in another tab.
    refetchOnWindowFocus: ({ state }) => (state.data?.status === "pending" ? "always" : true),
  });
}
