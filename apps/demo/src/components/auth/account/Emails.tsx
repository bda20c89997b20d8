import type { EmailAddress } from "@latchkey/server/types";
import { MailIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { TextField } from "@/components/auth/parts/fields";
import { Notice, ProblemNotice } from "@/components/auth/parts/Notice";
import { AccountPage, Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { useAuth, useEmails } from "@/lib/auth";

export function Emails() {
  const { Hint } = useAuthUi();
  const { emails, isLoading, loadError } = useEmails();
  const [notice, setNotice] = useState<string | null>(null);
  return (
    <AccountPage title="Email addresses" lead="We send email to the primary address." isLoading={isLoading}>
      {notice === null ? null : (
        <>
          <Notice kind="success">{notice}</Notice>
          <Hint about="mail" />
        </>
      )}
      <ProblemNotice error={loadError} />
      <Section title="Your addresses">
        <Rows label="Your addresses">
          {emails?.map((address) => (
            <AddressRow key={address.email} address={address} onDone={setNotice} />
          ))}
        </Rows>
      </Section>
      <AddAddress onDone={setNotice} />
    </AccountPage>
  );
}

interface DoneProps {
  onDone(notice: string | null): void;
}

function AddAddress({ onDone }: DoneProps) {
  const { config } = useAuth();
  const { add, ...status } = useEmails();
  const form = useForm({ defaultValues: { email: "" } });
  const isReplaced = config?.account.changeEmail === true;
  return (
    <Section
      title={isReplaced ? "Change your address" : "Add an address"}
      text={isReplaced ? "The new address replaces the old one once it is verified." : undefined}
    >
      <div className="max-w-md">
        <AuthForm
          form={form}
          status={status}
          submit={isReplaced ? "Change address" : "Add address"}
          isNarrow
          onSubmit={async ({ email }) => {
            onDone(null);
            await add(email);
            form.reset();
            onDone(`We sent an email to ${email} to verify it.`);
          }}
        >
          <TextField
            control={form.control}
            name="email"
            required
            label={isReplaced ? "New address" : "Another address"}
            type="email"
            autoComplete="email"
          />
        </AuthForm>
      </div>
    </Section>
  );
}

function AddressRow({ address, onDone }: DoneProps & { address: EmailAddress }) {
  const { remove, setPrimary, requestVerification, error, actions } = useEmails();
  const { email, verified, primary } = address;
  const run = (work: Promise<unknown>, text: string) => {
    onDone(null);
    void work.then(
      () => onDone(text),
      () => {},
    );
  };
  return (
    <Row
      icon={<MailIcon aria-hidden="true" />}
      title={email}
      badges={
        <>
          {primary ? <Badge>Primary</Badge> : null}
          <Badge variant="outline">{verified ? "Verified" : "Not verified"}</Badge>
        </>
      }
      actions={
        <>
          {verified ? null : (
            <ActionButton
              variant="outline"
              size="sm"
              isPending={actions.requestVerification.isPending}
              aria-label={`Resend email to ${email}`}
              onClick={() => run(requestVerification(email), `We sent another email to ${email}.`)}
            >
              Resend email
            </ActionButton>
          )}
          {verified && !primary ? (
            <ActionButton
              variant="outline"
              size="sm"
              isPending={actions.setPrimary.isPending}
              aria-label={`Make ${email} primary`}
              onClick={() => run(setPrimary(email), `${email} is now your primary address.`)}
            >
              Make primary
            </ActionButton>
          ) : null}
          {primary ? null : (
            <ConfirmButton
              label={`Remove ${email}`}
              title={`Remove ${email}?`}
              text="You will no longer be able to log in or reset your password with this address."
              confirm="Remove address"
              isPending={actions.remove.isPending}
              onConfirm={() => run(remove(email), `${email} was removed.`)}
            >
              Remove
            </ConfirmButton>
          )}
        </>
      }
    >
      <ProblemNotice error={error} />
    </Row>
  );
}
