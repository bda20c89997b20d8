import type { EmailAddress } from "@latchkey/server/types";
import { useState } from "react";
import { Button } from "../../parts/Button.tsx";
import { Form, textOf } from "../../parts/Form.tsx";
import { MailboxHint } from "../../parts/MailboxHint.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Page } from "../../parts/Page.tsx";
import { ProblemList } from "../../parts/ProblemList.tsx";
import { TextField } from "../../parts/TextField.tsx";
import { useAuth, useEmails } from "../../trpc.ts";

export function Emails() {
  const { config } = useAuth();
  const { emails, loadError } = useEmails();
  const { add, ...adding } = useEmails();
  const [notice, setNotice] = useState<string | null>(null);
  const isReplaced = config?.account.changeEmail === true;
  return (
    <Page title="Email addresses" lead="We send email to the primary address.">
      {notice === null ? null : (
        <>
          <Notice kind="success">{notice}</Notice>
          <MailboxHint />
        </>
      )}
      <ProblemList error={loadError} />
      <ul className="rows" aria-label="Your addresses">
        {emails?.map((address) => (
          <AddressRow key={address.email} address={address} onTell={setNotice} />
        ))}
      </ul>
      <Form
        status={adding}
        submit={isReplaced ? "Change address" : "Add address"}
        onSubmit={async (values, form) => {
          const email = textOf(values, "email");
          setNotice(null);
          await add(email);
          form.reset();
          setNotice(`We sent an email to ${email} to verify it.`);
        }}
      >
        <TextField
          required
          label={isReplaced ? "New address" : "Another address"}
          name="email"
          type="email"
          autoComplete="email"
        />
      </Form>
    </Page>
  );
}

function AddressRow({ address, onTell }: { address: EmailAddress; onTell(text: string | null): void }) {
  const { remove, setPrimary, requestVerification, isPending, error } = useEmails();
  const { email, verified, primary } = address;
  const tell = (work: Promise<unknown>, text: string) => {
    onTell(null);
    work.then(
      () => onTell(text),
      () => {},
    );
  };
  return (
    <li className="row">
      <div className="row-main">
        <span className="row-title">{email}</span>
        <span className="tags">
          {primary ? <span className="tag tag-strong">Primary</span> : null}
          <span className="tag">{verified ? "Verified" : "Not verified"}</span>
        </span>
      </div>
      <div className="row-side">
        {verified ? null : (
          <Button
            isPending={isPending}
            aria-label={`Resend email to ${email}`}
            onClick={() => tell(requestVerification(email), `We sent another email to ${email}.`)}
          >
            Resend email
          </Button>
        )}
        {verified && !primary ? (
          <Button
            isPending={isPending}
            aria-label={`Make ${email} primary`}
            onClick={() => tell(setPrimary(email), `${email} is now your primary address.`)}
          >
            Make primary
          </Button>
        ) : null}
        {primary ? null : (
          <Button
            isPending={isPending}
            look="danger"
            aria-label={`Remove ${email}`}
            onClick={() => tell(remove(email), `${email} was removed.`)}
          >
            Remove
          </Button>
        )}
      </div>
      <ProblemList error={error} />
    </li>
  );
}
