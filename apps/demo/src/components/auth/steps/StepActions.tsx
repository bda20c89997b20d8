import { useState } from "react";
import { Button } from "@/components/ui/button";

interface StepActionsProps {
  isPending: boolean;
  /** Absent where there is no message to send again. */
  resend?: (() => Promise<unknown>) | undefined;
  /** What was sent. */
  what?: "code" | "link";
  cancel(): Promise<unknown>;
  cancelLabel?: string;
}

/** The actions of every step, in addition to its own form. */
export function StepActions({ isPending, resend, what = "code", cancel, cancelLabel = "Cancel" }: StepActionsProps) {
  const [isSent, setSent] = useState(false);
  const sendAgain = () => {
    setSent(false);
    // The reason for a failure is in the flow's `error`, and shown by its form.
    resend?.().then(
      () => setSent(true),
      () => {},
    );
  };
  return (
    <div className="-mb-3 flex flex-wrap items-center justify-center gap-1">
      {resend === undefined ? null : (
        <Button variant="ghost" size="sm" disabled={isPending} onClick={sendAgain}>
          Resend {what}
        </Button>
      )}
      <Button variant="ghost" size="sm" disabled={isPending} onClick={() => void cancel()}>
        {cancelLabel}
      </Button>
      <p role="status" className="w-full text-center text-xs text-muted-foreground empty:hidden">
        {isSent ? "Sent again." : null}
      </p>
    </div>
  );
}
