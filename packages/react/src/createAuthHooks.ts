import type {
  AuthState,
  PasskeySignupInput,
  ProviderSignupInput,
  SignupInput,
  UpdateAccountInput,
  User,
} from "@latchkey/server/types";
import type { ReactNode } from "react";
import { type AuthProviderProps, createAuthProvider } from "./AuthProvider.tsx";
import { bind } from "./binding.ts";
import type { AuthPort, CompletionOf, DataOf, PasskeySignupOf, SignupOf, UpdateOf } from "./procedures.ts";
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

/** The hooks of one app, typed by its own signup fields. */
export interface AuthHooks<Data, Signup, Update, PasskeySignup = Signup, Completion = Record<string, unknown>> {
  AuthProvider(props: AuthProviderProps): ReactNode;
  /** Who is logged in. */
  useAuth(): UseAuth<Data>;
  /** Updates and deletes the account. */
  useAccount(): UseAccount<Data, Update>;
  useLogin(): UseLogin<AuthState<Data>>;
  useSignup(): UseSignup<AuthState<Data>, Signup, PasskeySignup>;
  useLogout(): UseLogout<AuthState<Data>>;
  /** The pending step; null if there is none. */
  useFlow(): UseFlow<AuthState<Data>, Completion> | null;
  useReauthentication(): UseReauthentication<AuthState<Data>>;
  useEmails(): UseEmails<AuthState<Data>>;
  usePhone(): UsePhone<AuthState<Data>>;
  usePassword(): UsePassword<AuthState<Data>>;
  useSessions(): UseSessions<AuthState<Data>>;
  /** Second factors, passkeys and trusted browsers. */
  useMfa(): UseMfa;
  /** Social login. */
  useProviders(): UseProviders<AuthState<Data>>;
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
  CompletionOf<Port>
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
    useMfa: createUseMfa(useCaller),
    useProviders: createUseProviders(useCaller),
    useConnections: createUseConnections(useCaller),
  };
  // Only tRPC's types of the app's router name its own fields; the server validates them, and `data` is the output of its
  // zod object.
  return hooks as HooksOf<Port>;
}
