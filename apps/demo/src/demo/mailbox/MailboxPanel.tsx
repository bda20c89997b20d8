import { InboxIcon } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import { Message } from "@/demo/mailbox/Message";
import { useClearMailbox, useMailbox, useMarkSeen, useOpensByItself } from "@/demo/mailbox/mailbox";

/** Every mail and text message that the demo would have sent. */
export function MailboxPanel() {
  const { data, error } = useMailbox();
  const clear = useClearMailbox();
  useMarkSeen();
  return (
    <>
      <OpensByItself />
      {error === null ? null : <p className="px-5 py-4 text-destructive">The mailbox could not be loaded.</p>}
      {data?.length === 0 ? (
        <div className="flex flex-col items-center gap-2 px-8 py-16 text-center text-muted-foreground">
          <InboxIcon className="size-6" aria-hidden="true" />
          <p>No messages yet. Sign up to receive one.</p>
        </div>
      ) : null}
      <ol className="divide-y">
        {data?.map((entry, index) => (
          <li key={entry.id}>
            <Message entry={entry} isNewest={index === 0} />
          </li>
        ))}
      </ol>
      {data === undefined || data.length === 0 ? null : (
        <div className="border-t px-5 py-4">
          <Button variant="outline" size="sm" onClick={() => void clear()}>
            Clear mailbox
          </Button>
        </div>
      )}
    </>
  );
}

function OpensByItself() {
  const id = useId();
  const [isOn, setOn] = useOpensByItself();
  return (
    <div className="flex items-center justify-between gap-4 border-b px-5 py-2.5">
      <label htmlFor={id} className="text-[0.8125rem] text-muted-foreground">
        Open when a message arrives
      </label>
      <Switch id={id} checked={isOn} onCheckedChange={setOn} />
    </div>
  );
}
