import { useState } from "react";
import { Form, textOf } from "../parts/Form.tsx";
import { Link } from "../parts/Link.tsx";
import { MailboxHint } from "../parts/MailboxHint.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { TextField } from "../parts/TextField.tsx";
import { useAuth, usePassword } from "../trpc.ts";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "./identifier.ts";

export function ForgotPassword() {
  const { config } = useAuth();
  const { requestReset, ...status } = usePassword();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const via =
    config === undefined || config.account.signup.phone === "off"
      ? (["email"] as const)
      : (["email", "phone"] as const);
  const send = async (values: FormData) => {
    const typed = textOf(values, "identifier");
    const contact = identify(typed, via);
    const state = await requestReset("phone" in contact ? contact : { email: typed });
    // With a code, the next step is shown by itself.
    if (state.status === "anonymous") setSentTo(typed);
  };
  if (sentTo !== null)
    return (
      <Page
        title="Check your email"
        lead={
          <>
            If there is an account for <strong>{sentTo}</strong>, a link is on its way.
          </>
        }
      >
        <Notice kind="success">The link expires in one hour and works only once.</Notice>
        <MailboxHint />
      </Page>
    );
  return (
    <Page title="Forgot your password?" lead="We will send you instructions to set a new one.">
      <Form status={status} submit="Continue" aliases={IDENTIFIER_ALIASES} onSubmit={send}>
        <TextField required label={labelOf(via)} name="identifier" {...inputKindOf(via)} />
      </Form>
      <ul className="ways">
        <li>
          <Link to="/login">Back to login</Link>
        </li>
      </ul>
    </Page>
  );
}
