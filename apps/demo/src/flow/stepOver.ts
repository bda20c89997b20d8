import { hasCode } from "@latchkey/react";
import { navigate } from "../navigation.ts";
import { useAuth } from "../trpc.ts";

/**
 * Tells why a step is gone that somebody had within their account, such as a new phone number. They stay logged in, so
 * no ended flow tells it.
 *
 * @returns what to do with the error of an answer to the step
 */
export function useStepOver(): (error: unknown) => void {
  const { status } = useAuth();
  return (error) => {
    if (status !== "authenticated" || !hasCode(error, "no_pending_flow")) return;
    const text = "This step has expired, or there were too many wrong codes. Start again.";
    navigate(location.pathname, { text, kind: "error" }, { replace: true });
  };
}
