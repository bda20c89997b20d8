import type { AuthState } from "@latchkey/server/types";
import type { ReactNode } from "react";
import { type AuthProviderProps, createAuthProvider } from "./AuthProvider.tsx";
import { bind } from "./binding.ts";
import type { AuthPort, CompletionOf, DataOf, PasskeySignupOf, SignupOf, StateOf, UpdateOf } from "./procedures.ts";
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
  /** Changes and deletes the account. */
  useAccount(): UseAccount<Data, Update>;
  useLogin(): UseLogin<AuthState<Data>>;
  useSignup(): UseSignup<AuthState<Data>, Signup, PasskeySignup>;
  useLogout(): UseLogout<AuthState<Data>>;
  /** The step that waits for its user; null when none does. */
  useFlow(): UseFlow<AuthState<Data>, Completion> | null;
  useReauthentication(): UseReauthentication<AuthState<Data>>;
  useEmails(): UseEmails<AuthState<Data>>;
  usePhone(): UsePhone<AuthState<Data>>;
  usePassword(): UsePassword<AuthState<Data>>;
  useSessions(): UseSessions<AuthState<Data>>;
  /** Second factors, passkeys and trusted browsers. */
  useMfa(): UseMfa;
  /** Login with accounts at other providers. */
  useProviders(): UseProviders<AuthState<Data>>;
  useConnections(): UseConnections;
}

/**
 * Makes the hooks of an app from its mounted auth router: `trpc.auth` of `createTRPCReact<AppRouter>()`, or of the
 * options proxy of `@trpc/tanstack-react-query`.
 */
export function createAuthHooks<const Port extends AuthPort>(
  auth: Port,
): AuthHooks<DataOf<Port>, SignupOf<Port>, UpdateOf<Port>, PasskeySignupOf<Port>, CompletionOf<Port>> {
  type Data = DataOf<Port>;
  type State = StateOf<Port>;
  const useCaller = bind(auth);
  return {
    AuthProvider: createAuthProvider(useCaller),
    useAuth: createUseAuth<Data>(useCaller),
    useAccount: createUseAccount<Data, UpdateOf<Port>>(useCaller),
    useLogin: createUseLogin<State>(useCaller),
    useSignup: createUseSignup<State, SignupOf<Port>, PasskeySignupOf<Port>>(useCaller),
    useLogout: createUseLogout<State>(useCaller),
    useFlow: createUseFlow<State, CompletionOf<Port>>(useCaller),
    useReauthentication: createUseReauthentication<State>(useCaller),
    useEmails: createUseEmails<State>(useCaller),
    usePhone: createUsePhone<State>(useCaller),
    usePassword: createUsePassword<State>(useCaller),
    useSessions: createUseSessions<State>(useCaller),
    useMfa: createUseMfa(useCaller),
    useProviders: createUseProviders<State>(useCaller),
    useConnections: createUseConnections(useCaller),
  };
}
