import { CodeField } from "../parts/CodeField.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { MailboxHint } from "../parts/MailboxHint.tsx";
import { Page } from "../parts/Page.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A login waits for the code that was sent. */
export function LoginByCodeStep({ flow }: { flow: FlowOf<"login_by_code"> }) {
  return (
    <Page
      title="Enter your code"
      lead={
        <>
          If <strong>{flow.recipient}</strong> has an account, we sent it a code.
        </>
      }
    >
      <MailboxHint />
      <Form status={flow} submit="Log in" onSubmit={(values) => flow.confirm(textOf(values, "code"))}>
        <CodeField name="code" />
      </Form>
      <StepActions isPending={flow.isPending} resend={flow.canResend ? flow.resend : undefined} cancel={flow.cancel} />
    </Page>
  );
}
