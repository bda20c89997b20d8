import { hasCode } from "@latchkey/react";
import { useEffect } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { useAuth } from "@/lib/auth";

/**
 * Says why a step that was open within an account has gone, such as that of a new phone number. The user stays logged in,
 * so no ended flow says it.
 */
export function useStepEnd(error: unknown): void {
  const { status } = useAuth();
  const { notify } = useAuthUi();
  const isOver = status === "authenticated" && hasCode(error, "no_pending_flow");
  useEffect(() => {
    if (isOver) notify("This step has expired, or there were too many wrong codes. Start again.");
  }, [isOver, notify]);
}
