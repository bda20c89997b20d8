import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { CodeField } from "../parts/CodeField.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { MailboxHint } from "../parts/MailboxHint.tsx";
import { Page } from "../parts/Page.tsx";
import { PhoneField } from "../parts/PhoneField.tsx";
import { withoutSpacing } from "../phoneNumber.ts";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A phone number waits for its code. */
export function VerifyPhoneStep({ flow }: { flow: FlowOf<"verify_phone"> }) {
  const [isChanging, setChanging] = useState(false);
  const { isPending, phone } = flow;
  return (
    <Page
      title="Check your phone"
      lead={
        <>
          We sent a code to <strong>{phone}</strong>.
        </>
      }
    >
      <MailboxHint />
      {isChanging ? (
        <Form
          status={flow}
          submit="Use this number"
          onSubmit={(values) => flow.change(withoutSpacing(textOf(values, "phone"))).then(() => setChanging(false))}
          beside={<Button onClick={() => setChanging(false)}>Keep {phone}</Button>}
        >
          <PhoneField required />
        </Form>
      ) : (
        <Form status={flow} submit="Verify" onSubmit={(values) => flow.verify(textOf(values, "code"))}>
          <CodeField name="code" />
        </Form>
      )}
      {flow.canChange && !isChanging ? (
        <Button look="quiet" disabled={isPending} onClick={() => setChanging(true)}>
          Use a different number
        </Button>
      ) : null}
      <StepActions isPending={isPending} resend={flow.canResend ? flow.resend : undefined} cancel={flow.cancel} />
    </Page>
  );
}
