import { hasCode } from "@latchkey/react";
import { useEffect } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { useAuth } from "@/lib/auth";

/**
 * Tells why a step is gone that somebody had within their account, such as a new phone number. They stay logged in, so
 * no ended flow tells it.
 */
export function useStepEnd(error: unknown): void {
  const { status } = useAuth();
  const { notify } = useAuthUi();
  const isOver = status === "authenticated" && hasCode(error, "no_pending_flow");
  useEffect(() => {
    if (isOver) notify("This step has expired, or there were too many wrong codes. Start again.");
  }, [isOver, notify]);
}
