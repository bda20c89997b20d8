import { type ReactNode, useEffect } from "react";
import { onAnnouncement, refreshState } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { credentialChange } from "./credentialChange.ts";
import { noteProvider } from "./providerHint.ts";
import { sessionEnd } from "./sessionEnd.ts";

/** In the form that bundlers replace. */
declare const process: { env: { NODE_ENV?: string } };

export interface AuthProviderProps {
  children?: ReactNode;
}

/**
 * Keeps the state in sync: with other tabs, and with calls that find the session ended. Put it inside the query
 * client's provider.
 */
export function createAuthProvider(useCaller: UseCaller) {
  return function AuthProvider({ children }: AuthProviderProps): ReactNode {
    const caller = useCaller();
    useEffect(() => {
      if (process.env.NODE_ENV !== "production") noteProvider(caller.queryClient);
      const refresh = () => void refreshState(caller);
      const stopTabs = onAnnouncement(() => {
        // A socket of this tab does not have another tab's new tokens or cookies; the response shows whether it is another
        // user.
        credentialChange.emit(null);
        refresh();
      });
      const stopEnds = sessionEnd.listen(refresh);
      return () => {
        stopTabs();
        stopEnds();
      };
    }, [caller]);
    return children;
  };
}
