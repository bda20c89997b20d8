import { useState } from "react";
import type { OutboxEntry } from "../../server/outbox.ts";
import { useClearMailbox, useMailbox, useMarkSeen } from "../mailbox.ts";
import { Button } from "../parts/Button.tsx";
import { Moment } from "../parts/Moment.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";

/** Every mail and text message that the demo would have sent. */
export function Mailbox() {
  const { data, error } = useMailbox();
  const clear = useClearMailbox();
  useMarkSeen(data?.[0]?.at);
  return (
    <Page
      title="Mailbox"
      width="wide"
      lead="What the demo would have sent, newest first. New messages appear automatically."
    >
      {error === null ? null : <Notice kind="error">The mailbox could not be read.</Notice>}
      {data?.length === 0 ? <p className="empty">No messages yet. Sign up to receive one.</p> : null}
      <ol className="messages">
        {data?.map((entry) => (
          <li key={entry.id}>
            <Message entry={entry} />
          </li>
        ))}
      </ol>
      {data === undefined || data.length === 0 ? null : <Button onClick={() => void clear()}>Clear mailbox</Button>}
    </Page>
  );
}

function Message({ entry }: { entry: OutboxEntry }) {
  const { url, code } = entry.context;
  const title = entry.kind === "mail" ? entry.subject : "Text message";
  return (
    <article className="card message" aria-label={title}>
      <header className="message-head">
        <h2>{title}</h2>
        <p className="hint">
          To {entry.to} · <Moment at={entry.at} /> · <code>{entry.template}</code>
        </p>
      </header>
      {code === undefined ? null : <Code code={code} />}
      {url === undefined ? null : (
        <p>
          <a className="button button-primary" href={url}>
            Open link
          </a>
        </p>
      )}
      <details>
        <summary>Show message</summary>
        <p className="message-text">{entry.text}</p>
      </details>
    </article>
  );
}

function Code({ code }: { code: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <p className="message-code">
      <code>{code}</code>
      <Button onClick={() => void copy().catch(() => {})}>{isCopied ? "Copied" : "Copy code"}</Button>
    </p>
  );
}
