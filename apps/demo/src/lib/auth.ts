import { createAuthHooks } from "@latchkey/react";
import { useTRPC } from "@/lib/trpc";

/** Latchkey's hooks, bound to this app's router: everything below `components/auth` takes them from here. */
export const {
  AuthProvider,
  useAccount,
  useActivity,
  useAuth,
  useConnections,
  useEmails,
  useFlow,
  useLogin,
  useLogout,
  useMfa,
  usePassword,
  usePhone,
  useProviders,
  useSessions,
  useSignup,
} = createAuthHooks(() => useTRPC().auth);
