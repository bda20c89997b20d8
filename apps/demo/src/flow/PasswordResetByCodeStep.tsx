import { useState } from "react";
import { navigate } from "../navigation.ts";
import { CodeField } from "../parts/CodeField.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { MailboxHint } from "../parts/MailboxHint.tsx";
import { Page } from "../parts/Page.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

const ALIASES = { key: "code" };

/** A password reset waits for its code, then for the new password. */
export function PasswordResetByCodeStep({ flow }: { flow: FlowOf<"password_reset_by_code"> }) {
  const [code, setCode] = useState<string | null>(null);
  const { isPending, recipient, cancel } = flow;
  if (!flow.confirmed)
    return (
      <Page
        title="Reset your password"
        lead={
          <>
            If <strong>{recipient}</strong> has an account, we sent it a code.
          </>
        }
      >
        <MailboxHint />
        <Form
          status={flow}
          submit="Continue"
          aliases={ALIASES}
          onSubmit={async (values) => {
            const typed = textOf(values, "code");
            await flow.check(typed);
            setCode(typed);
          }}
        >
          <CodeField name="code" />
        </Form>
        <StepActions isPending={isPending} cancel={cancel} />
      </Page>
    );
  return (
    <Page
      title="Choose a new password"
      lead={
        <>
          Set a new password for <strong>{recipient}</strong>.
        </>
      }
    >
      <Form
        status={flow}
        submit="Set password"
        aliases={ALIASES}
        onSubmit={async (values) => {
          const state = await flow.reset(code ?? textOf(values, "code"), textOf(values, "password"));
          if (state.status === "anonymous")
            navigate("/login", "Your password has been reset. Log in with the new one.");
        }}
      >
        {/* The code was typed before the page was loaded anew: it is nowhere but in the mail. */}
        {code === null ? <CodeField name="code" /> : null}
        <PasswordField required label="New password" name="password" autoComplete="new-password" />
      </Form>
      <StepActions isPending={isPending} cancel={cancel} />
    </Page>
  );
}
