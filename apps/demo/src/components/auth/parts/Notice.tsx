import { CircleAlertIcon, CircleCheckIcon, InfoIcon } from "lucide-react";
import type { ReactNode } from "react";
import { type Failure, problemsOf } from "@/components/auth/parts/problems";
import { Alert } from "@/components/ui/alert";

const LOOKS = {
  error: { variant: "destructive", Icon: CircleAlertIcon },
  success: { variant: "success", Icon: CircleCheckIcon },
  info: { variant: "default", Icon: InfoIcon },
} as const;

/** An event, announced by screen readers: failures immediately, the rest when they have finished speaking. */
export function Notice({ kind, children }: { kind: keyof typeof LOOKS; children: ReactNode }) {
  const { variant, Icon } = LOOKS[kind];
  return (
    <Alert variant={variant} role={kind === "error" ? "alert" : "status"}>
      <Icon aria-hidden="true" />
      <div className="min-w-0 flex-1 space-y-1 [overflow-wrap:anywhere]">{children}</div>
    </Alert>
  );
}

/** A failure, where there is no form to show it. */
export function ProblemNotice({ error }: { error: Failure | null }) {
  const problems = problemsOf(error);
  if (problems.length === 0) return null;
  return (
    <Notice kind="error">
      {problems.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </Notice>
  );
}
