import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { CodeField } from "../parts/CodeField.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { MailboxHint } from "../parts/MailboxHint.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { TextField } from "../parts/TextField.tsx";
import { useFreshState } from "../useFreshState.ts";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** An address waits to be proved. */
export function VerifyEmailStep({ flow }: { flow: FlowOf<"verify_email"> }) {
  const [isChanging, setChanging] = useState(false);
  const { isPending, email, by } = flow;
  useFreshState(by === "link");
  return (
    <Page
      title="Check your email"
      lead={
        <>
          We sent a {by} to <strong>{email}</strong>.
        </>
      }
    >
      <MailboxHint />
      {isChanging ? (
        <ChangeAddress flow={flow} onDone={() => setChanging(false)} />
      ) : by === "code" ? (
        <Form
          status={flow}
          submit="Verify"
          aliases={{ key: "code" }}
          onSubmit={(values) => flow.verify(textOf(values, "code"))}
        >
          <CodeField name="code" />
        </Form>
      ) : (
        <ProblemList error={flow.error} />
      )}
      {flow.canChange && !isChanging ? (
        <Button look="quiet" disabled={isPending} onClick={() => setChanging(true)}>
          Use a different address
        </Button>
      ) : null}
      <StepActions
        isPending={isPending}
        what={by}
        resend={flow.canResend ? flow.resend : undefined}
        cancel={flow.cancel}
      />
    </Page>
  );
}

function ChangeAddress({ flow, onDone }: { flow: FlowOf<"verify_email">; onDone(): void }) {
  return (
    <Form
      status={flow}
      submit="Use this address"
      onSubmit={(values) => flow.change(textOf(values, "email")).then(onDone)}
      beside={<Button onClick={onDone}>Keep {flow.email}</Button>}
    >
      <TextField required label="Email address" name="email" type="email" autoComplete="email" />
    </Form>
  );
}
