import type { AuthState } from "@latchkey/server/types";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { noteFetchedState, sessionQuery } from "./authState.ts";
import type { UseCaller } from "./binding.ts";

/** The query `session.get`, which is the one place where the state is kept. */
export function useSessionState(useCaller: UseCaller): UseQueryResult<AuthState> {
  const caller = useCaller();
  const { queryKey, queryFn } = sessionQuery(caller);
  return useQuery({
    queryKey,
    async queryFn(context) {
      // The key names the procedure, and the procedure answers with a state.
      return noteFetchedState(caller, (await queryFn(context)) as AuthState);
    },
    staleTime: 60_000,
    // What waits here may have been answered elsewhere: by a link that was opened on a phone, or in another tab.
    refetchOnWindowFocus: ({ state }) => (state.data?.status === "pending" ? "always" : true),
  });
}
