import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Notice } from "../parts/Notice.tsx";
import { useStepOver } from "./stepOver.ts";

interface StepActionsProps {
  isPending: boolean;
  /** Absent where nothing can be sent again. */
  resend?: (() => Promise<unknown>) | undefined;
  /** What was sent. */
  what?: "code" | "link";
  cancel(): Promise<unknown>;
  cancelLabel?: string;
}

/** What every step offers beside its own form. */
export function StepActions({ isPending, resend, what = "code", cancel, cancelLabel = "Cancel" }: StepActionsProps) {
  const [isSent, setSent] = useState(false);
  const tellIfOver = useStepOver();
  const sendAgain = () => {
    setSent(false);
    // Why it failed is in the flow's `error`, and shown by its form.
    resend?.().then(() => setSent(true), tellIfOver);
  };
  return (
    <div className="step-actions">
      {isSent ? <Notice kind="success">Sent again.</Notice> : null}
      {resend === undefined ? null : (
        <Button look="quiet" disabled={isPending} onClick={sendAgain}>
          Resend {what}
        </Button>
      )}
      <Button look="quiet" disabled={isPending} onClick={() => cancel().catch(() => {})}>
        {cancelLabel}
      </Button>
    </div>
  );
}
