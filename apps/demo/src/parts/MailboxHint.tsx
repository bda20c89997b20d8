import { Link } from "./Link.tsx";

/** Where the demo's mails and text messages go. */
export function MailboxHint() {
  return (
    <p className="hint mailbox-hint">
      This demo does not send real messages. You can find this one in the <Link to="/dev/mail">mailbox</Link>.
    </p>
  );
}
