import { type ReactNode, useEffect } from "react";
import { onAnnouncement, sessionQuery } from "./authState.ts";
import type { UseCaller } from "./binding.ts";
import { onSessionEnd } from "./sessionEnd.ts";

export interface AuthProviderProps {
  children?: ReactNode;
}

/** Keeps the state in step: with other tabs, and with calls that find the session ended. Put it inside the query client's provider. */
export function createAuthProvider(useCaller: UseCaller) {
  return function AuthProvider({ children }: AuthProviderProps): ReactNode {
    const caller = useCaller();
    useEffect(() => {
      const { queryKey } = sessionQuery(caller);
      const readAnew = () => void caller.queryClient.invalidateQueries({ queryKey });
      const stopTabs = onAnnouncement(readAnew);
      const stopEnds = onSessionEnd(readAnew);
      return () => {
        stopTabs();
        stopEnds();
      };
    }, [caller]);
    return children;
  };
}
