import type {
  AuthState,
  OwnStage,
  PasskeySignupInput,
  ProviderSignupInput,
  SignupInput,
  UpdateAccountInput,
  User,
} from "@latchkey/server/types";
import type { ReactNode } from "react";
import { type AuthProviderProps, createAuthProvider } from "./AuthProvider.tsx";
import { bind } from "./binding.ts";
import type { AuthPort, CompletionOf, DataOf, PasskeySignupOf, SignupOf, StagesOf, UpdateOf } from "./procedures.ts";
import { createUseActivity, type UseActivity } from "./useActivity.ts";
import { createUseAccount, createUseAuth, type UseAccount, type UseAuth } from "./useAuth.ts";
import { createUseConnections, type UseConnections } from "./useConnections.ts";
import { createUseEmails, type UseEmails } from "./useEmails.ts";
import { createUseFlow, type UseFlow } from "./useFlow.ts";
import { createUseLogin, type UseLogin } from "./useLogin.ts";
import { createUseLogout, type UseLogout } from "./useLogout.ts";
import { createUseMfa, type UseMfa } from "./useMfa.ts";
import { createUsePassword, type UsePassword } from "./usePassword.ts";
import { createUsePhone, type UsePhone } from "./usePhone.ts";
import { createUseProviders, type UseProviders } from "./useProviders.ts";
import { createUseReauthentication, type UseReauthentication } from "./useReauthentication.ts";
import { createUseSessions, type UseSessions } from "./useSessions.ts";
import { createUseSignup, type UseSignup } from "./useSignup.ts";

/** The hooks of one app, typed by its own signup fields and stages. */
export interface AuthHooks<
  Data,
  Signup,
  Update,
  PasskeySignup = Signup,
  Completion = Record<string, unknown>,
  Stages extends OwnStage = never,
> {
  AuthProvider(props: AuthProviderProps): ReactNode;
  /** Who is logged in. */
  useAuth(): UseAuth<Data, Stages>;
  /** Updates and deletes the account. */
  useAccount(): UseAccount<Data, Update>;
  useLogin(): UseLogin<AuthState<Data, Stages>>;
  useSignup(): UseSignup<AuthState<Data, Stages>, Signup, PasskeySignup>;
  useLogout(): UseLogout<AuthState<Data, Stages>>;
  /** The pending step; null if there is none. */
  useFlow(): UseFlow<AuthState<Data, Stages>, Completion, Stages> | null;
  useReauthentication(): UseReauthentication<AuthState<Data, Stages>>;
  useEmails(): UseEmails<AuthState<Data, Stages>>;
  usePhone(): UsePhone<AuthState<Data, Stages>>;
  usePassword(): UsePassword<AuthState<Data, Stages>>;
  useSessions(): UseSessions<AuthState<Data, Stages>>;
  /** What happened in the user's account (`audit`). */
  useActivity(): UseActivity;
  /** Second factors, passkeys and trusted browsers. */
  useMfa(): UseMfa;
  /** Social login. */
  useProviders(): UseProviders<AuthState<Data, Stages>>;
  useConnections(): UseConnections;
}

/** The hooks as implemented: with the app's own fields as in the server's table, whatever their names. */
type BuiltHooks = AuthHooks<User["data"], SignupInput, UpdateAccountInput, PasskeySignupInput, ProviderSignupInput>;

/** The same with the fields of this app. */
type HooksOf<Port extends AuthPort> = AuthHooks<
  DataOf<Port>,
  SignupOf<Port>,
  UpdateOf<Port>,
  PasskeySignupOf<Port>,
  CompletionOf<Port>,
  StagesOf<Port>
>;

/**
 * Creates the hooks of an app from its mounted auth router: `trpc.auth` of `createTRPCReact<AppRouter>()`, that of the
 * options proxy of `@trpc/tanstack-react-query`, or with the latter's context `() => useTRPC().auth`.
 */
export function createAuthHooks<const Port extends AuthPort>(auth: Port | (() => Port)): HooksOf<Port> {
  const useCaller = bind(auth);
  const hooks: BuiltHooks = {
    AuthProvider: createAuthProvider(useCaller),
    useAuth: createUseAuth(useCaller),
    useAccount: createUseAccount(useCaller),
    useLogin: createUseLogin(useCaller),
    useSignup: createUseSignup(useCaller),
    useLogout: createUseLogout(useCaller),
    useFlow: createUseFlow(useCaller),
    useReauthentication: createUseReauthentication(useCaller),
    useEmails: createUseEmails(useCaller),
    usePhone: createUsePhone(useCaller),
    usePassword: createUsePassword(useCaller),
    useSessions: createUseSessions(useCaller),
    useActivity: createUseActivity(useCaller),
    useMfa: createUseMfa(useCaller),
    useProviders: createUseProviders(useCaller),
    useConnections: createUseConnections(useCaller),
  };
  // Only tRPC's types of the app's router name its own fields and stages; the server validates them, and `data` is the output of its
  // zod object.
  return hooks as HooksOf<Port>;
}
