import { hasCode } from "@latchkey/react";
import { useEffect } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { useAuth } from "@/lib/auth";

/**
 * Reports why a step within an account has ended, such as that of a new phone number. The user stays logged in, so no
 * ended flow reports it.
 */
export function useStepEnd(error: unknown): void {
  const { status } = useAuth();
  const { notify } = useAuthUi();
  const isOver = status === "authenticated" && hasCode(error, "no_pending_flow");
  useEffect(() => {
    if (isOver) notify("This step has expired, or there were too many wrong codes. Start again.");
  }, [isOver, notify]);
}
