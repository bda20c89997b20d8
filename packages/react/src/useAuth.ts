import type {
  AuthConfig,
  AuthenticationMethod,
  EndedFlow,
  SessionInfo,
  UpdateAccountInput,
  User,
} from "@latchkey/server/types";
import { useCallback, useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import { dismissEnded, endedOf, refreshState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useConfig } from "./useConfig.ts";
import { useSessionState } from "./useSessionState.ts";

interface Common {
  /** What the server's options say of its forms; undefined until it has arrived. */
  config: AuthConfig | undefined;
  /**
   * Why what waited for this client has ended without a login: for the place where `useFlow` was shown. It is there while
   * nobody is logged in, until another flow begins or it is dismissed; null otherwise.
   */
  ended: EndedFlow | null;
  /** Forgets why: it has been read. */
  dismissEnded(): void;
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

export function createUseAuth(useCaller: UseCaller) {
  return function useAuth(): UseAuth<User["data"]> {
    const caller = useCaller();
    const { data: state, error } = useSessionState(useCaller);
    const common: Common = {
      config: useConfig(useCaller),
      ended: endedOf(state) ?? null,
      dismissEnded: useCallback(() => dismissEnded(caller), [caller]),
    };
    if (state?.status === "authenticated") {
      const { status, user, session, methods } = state;
      return { status, user, session, methods, ...common };
    }
    const nobody = { ...NOBODY, ...common };
    if (state !== undefined) return { status: state.status, ...nobody };
    return error === null ? { status: "loading", ...nobody } : { status: "error", error, ...nobody };
  };
}

/** Changes to the account itself. */
export interface UseAccount<Data, Update> extends ActionStatus {
  /** Changes the user name and the app's own fields; what is left out stays. */
  update(input: Update, callbacks?: ActionCallbacks<User<Data>>): Promise<User<Data>>;
  /** Deletes the account. Needs recent authentication. */
  remove(callbacks?: ActionCallbacks<unknown>): Promise<void>;
}

export function createUseAccount(useCaller: UseCaller) {
  return function useAccount(): UseAccount<User["data"], UpdateAccountInput> {
    const caller = useCaller();
    const { calls, status } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<Omit<UseAccount<User["data"], UpdateAccountInput>, keyof ActionStatus>>(
      () => ({
        async update(input, callbacks) {
          const user = await call("account.update", input, callbacks);
          await refreshState(caller);
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
