import type {
  AuthConfig,
  AuthenticationMethod,
  EndedFlow,
  OwnStage,
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
import { type ActionStatuses, useTracked } from "./useTracked.ts";

interface Common<Stages extends OwnStage = never> {
  /** The server's options that concern forms; undefined until loaded. */
  config: AuthConfig | undefined;
  /**
   * Why the pending step of this client ended without a login: show it in place of the step. It is set while nobody is
   * logged in, until another flow begins or it is dismissed; null otherwise.
   */
  ended: EndedFlow<Stages> | null;
  /** Clears `ended` once the user has seen it. */
  dismissEnded(): void;
  /** Requests the state from the server: it may have changed elsewhere. */
  refresh(): Promise<void>;
}
interface NobodyYet {
  user: null;
  session: null;
  methods: readonly AuthenticationMethod[];
}

/** Who is logged in, narrowed by `status`. */
export type UseAuth<Data, Stages extends OwnStage = never> = Common<Stages> &
  (
    | ({ status: "loading" } & NobodyYet)
    | ({ status: "anonymous" } & NobodyYet)
    /** A login, signup or reset is waiting for its next step: see `useFlow`. */
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
      refresh: useCallback(() => refreshState(caller), [caller]),
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
  /** Updates the username and the app's own fields; fields left out stay unchanged. */
  update(input: Update, callbacks?: ActionCallbacks<User<Data>>): Promise<User<Data>>;
  /** Deletes the account. Needs recent authentication. */
  remove(callbacks?: ActionCallbacks<unknown>): Promise<void>;
  /** The status of each action. */
  actions: ActionStatuses<Pick<UseAccount<Data, Update>, "update" | "remove">>;
}

export function createUseAccount(useCaller: UseCaller) {
  return function useAccount(): UseAccount<User["data"], UpdateAccountInput> {
    const caller = useCaller();
    const { calls, status, log } = useAuthCalls(useCaller);
    const { call, change } = calls;
    const actions = useMemo<Pick<UseAccount<User["data"], UpdateAccountInput>, "update" | "remove">>(
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
    const { own, actions: statuses } = useTracked(actions, log);
    return { ...status, ...own, actions: statuses };
  };
}
