import { Heading, Lead } from "@/components/auth/parts/Heading";
import { Card } from "@/components/ui/card";
import { MailboxPanel } from "@/demo/mailbox/MailboxPanel";

/** The mailbox as a page, for a link to it. */
export function Mailbox() {
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-6">
      <div className="flex flex-col gap-1.5">
        <Heading title="Mailbox" className="text-2xl" />
        <Lead>What the demo would have sent, newest first. New messages appear automatically.</Lead>
      </div>
      <Card className="overflow-hidden">
        <MailboxPanel />
      </Card>
    </div>
  );
}
