import { ClockAlertIcon, InboxIcon } from "lucide-react";
import { Button } from "@/components/ui/button";
import { showDock } from "@/demo/dock/dock";
import { durationOf, useClockAhead, useTurnClock } from "@/demo/settings";

/** The demo's own text below a form that waits for a message or a code. */
export function DemoHint({ about }: { about: "mail" | "sms" | "totp" }) {
  return about === "totp" ? <ClockHint /> : <MailboxHint />;
}

/** Where the demo's mails and text messages arrive. */
function MailboxHint() {
  return (
    <p className="flex items-start gap-2 rounded-lg bg-muted px-3 py-2.5 text-[0.8125rem] text-muted-foreground">
      <InboxIcon className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <span>
        This demo sends no real messages.{" "}
        <Button
          type="button"
          variant="link"
          size="inline"
          className="text-[0.8125rem]"
          onClick={() => showDock("mailbox")}
        >
          Open the mailbox
        </Button>
      </span>
    </p>
  );
}

/** An authenticator app uses the real time, so its codes are too old for a server whose clock was advanced. */
function ClockHint() {
  const ahead = useClockAhead();
  const { mutate } = useTurnClock();
  if (ahead === 0) return null;
  return (
    <p className="flex items-start gap-2 rounded-lg bg-muted px-3 py-2.5 text-[0.8125rem] text-muted-foreground">
      <ClockAlertIcon className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <span>
        The demo's clock is {durationOf(ahead)} ahead, so codes from an app on your phone do not match.{" "}
        <Button type="button" variant="link" size="inline" className="text-[0.8125rem]" onClick={() => mutate("reset")}>
          Reset the clock
        </Button>
      </span>
    </p>
  );
}
