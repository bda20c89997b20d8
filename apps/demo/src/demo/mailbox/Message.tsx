import { ArrowUpRightIcon, MailIcon, MessageSquareTextIcon } from "lucide-react";
import { useState } from "react";
import { Moment } from "@/components/auth/parts/Moment";
import { Button } from "@/components/ui/button";
import { closeDock, useIsWide } from "@/demo/dock/dock";
import { fillCode } from "@/demo/mailbox/mailbox";
import type { OutboxEntry } from "../../../server/outbox.ts";

/** One message, with its action one click away. */
export function Message({ entry, isNewest }: { entry: OutboxEntry; isNewest: boolean }) {
  const { url, code } = entry.context;
  const title = entry.kind === "mail" ? entry.subject : "Text message";
  const Icon = entry.kind === "mail" ? MailIcon : MessageSquareTextIcon;
  return (
    <article aria-label={title} className="flex flex-col gap-3 px-5 py-4">
      <div className="flex gap-3">
        <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h2 className="text-sm font-medium [overflow-wrap:anywhere]">{title}</h2>
          <p className="text-[0.8125rem] text-muted-foreground [overflow-wrap:anywhere]">
            To {entry.to} · <Moment at={entry.at} />
          </p>
        </div>
      </div>
      {code === undefined ? null : <Code code={code} isNewest={isNewest} />}
      {url === undefined ? null : (
        <Button asChild size="sm" variant={isNewest ? "default" : "outline"} className="self-start">
          <a href={url}>
            Open link
            <ArrowUpRightIcon aria-hidden="true" />
          </a>
        </Button>
      )}
      <details className="text-[0.8125rem]">
        <summary className="w-fit rounded-sm text-muted-foreground outline-none hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50">
          Show message
        </summary>
        {entry.kind === "mail" ? (
          <iframe
            title={`Message: ${title}`}
            srcDoc={entry.html}
            sandbox=""
            className="mt-3 h-96 w-full rounded-lg border bg-white"
          />
        ) : (
          <p className="mt-3 rounded-lg border bg-muted/60 p-3 whitespace-pre-wrap">{entry.text}</p>
        )}
      </details>
    </article>
  );
}

/** The code, in large type: a click fills it in where the page waits for one, and copies it otherwise. */
function Code({ code, isNewest }: { code: string; isNewest: boolean }) {
  const isWide = useIsWide();
  const [outcome, setOutcome] = useState("");
  const use = async () => {
    if (!isWide) closeDock();
    if (fillCode(code)) return setOutcome("Filled in.");
    await navigator.clipboard.writeText(code);
    setOutcome("Copied.");
  };
  return (
    <div className="flex items-center justify-between gap-3 rounded-lg border bg-muted/60 py-2 pr-2 pl-4">
      <code className="font-mono text-lg font-semibold tracking-widest">{code}</code>
      <span className="flex items-center gap-2">
        <span role="status" className="text-xs text-muted-foreground">
          {outcome}
        </span>
        <Button
          size="sm"
          variant={isNewest ? "default" : "outline"}
          onClick={() => void use().catch(() => setOutcome("Select the code to copy it."))}
        >
          Use code
        </Button>
      </span>
    </div>
  );
}
