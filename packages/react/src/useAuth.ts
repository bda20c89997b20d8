import type { AuthConfig, AuthenticationMethod, SessionInfo, User } from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useConfig } from "./useConfig.ts";
import { useSessionState } from "./useSessionState.ts";

interface Common {
  /** What the server's options say of its forms; undefined until it has arrived. */
  config: AuthConfig | undefined;
}
interface NobodyYet {
  user: null;
  session: null;
  methods: readonly AuthenticationMethod[];
}

/** Who is logged in, narrowed by `status`. */
export type UseAuth<Data> = Common &
  (
    | ({ status: "loading" } & NobodyYet)
    | ({ status: "anonymous" } & NobodyYet)
    /** A login, signup or reset waits for its next step: see `useFlow`. */
    | ({ status: "pending" } & NobodyYet)
    | { status: "authenticated"; user: User<Data>; session: SessionInfo; methods: readonly AuthenticationMethod[] }
    | ({ status: "error"; error: Error } & NobodyYet)
  );

const NOBODY: NobodyYet = { user: null, session: null, methods: [] };

export function createUseAuth<Data>(useCaller: UseCaller) {
  return function useAuth(): UseAuth<Data> {
    const { data: state, error } = useSessionState(useCaller);
    const config = useConfig(useCaller);
    if (state === undefined)
      return error === null ? { status: "loading", config, ...NOBODY } : { status: "error", error, config, ...NOBODY };
    if (state.status !== "authenticated") return { status: state.status, config, ...NOBODY };
    const { user, session, methods } = state;
    // `data` was made by the app's own zod object, whose output type `Data` is.
    return { status: "authenticated", user: user as User<Data>, session, methods, config };
  };
}

/** Changes to the account itself. */
export interface UseAccount<Data, Update> extends ActionStatus {
  /** Changes the user name and the app's own fields; what is left out stays. */
  update(input: Update, callbacks?: ActionCallbacks<User<Data>>): Promise<User<Data>>;
  /** Deletes the account. Needs recent authentication. */
  remove(callbacks?: ActionCallbacks<unknown>): Promise<void>;
}

export function createUseAccount<Data, Update>(useCaller: UseCaller) {
  return function useAccount(): UseAccount<Data, Update> {
    const caller = useCaller();
    const { calls, status } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<Omit<UseAccount<Data, Update>, keyof ActionStatus>>(
      () => ({
        async update(input, callbacks) {
          const user = await call<User<Data>>("account.update", input, callbacks);
          await caller.queryClient.invalidateQueries({ queryKey: caller.query("session.get").queryKey });
          return user;
        },
        async remove(callbacks) {
          await change("account.delete", undefined, callbacks);
        },
      }),
      [caller, call, change],
    );
    return { ...status, ...actions };
  };
}
