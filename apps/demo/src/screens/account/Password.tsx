import { useState } from "react";
import { Form, textOf } from "../../parts/Form.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Page } from "../../parts/Page.tsx";
import { PasswordField } from "../../parts/PasswordField.tsx";
import { useAuth, usePassword } from "../../trpc.ts";

export function Password() {
  const auth = useAuth();
  const { change, ...status } = usePassword();
  const [isDone, setDone] = useState(false);
  if (auth.status !== "authenticated") return null;
  const { hasUsablePassword, display } = auth.user;
  const send = async (values: FormData, form: HTMLFormElement) => {
    setDone(false);
    const newPassword = textOf(values, "newPassword");
    await change(
      hasUsablePassword ? { currentPassword: textOf(values, "currentPassword"), newPassword } : { newPassword },
    );
    form.reset();
    setDone(true);
  };
  return (
    <Page
      title={hasUsablePassword ? "Change your password" : "Set a password"}
      lead="You will be logged out everywhere else."
    >
      {isDone ? <Notice kind="success">Your password has been changed.</Notice> : null}
      <Form status={status} submit={hasUsablePassword ? "Change password" : "Set password"} onSubmit={send}>
        {/* For password managers, which look for whose password it is. */}
        <input
          className="visually-hidden"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
          value={display}
        />
        {hasUsablePassword ? (
          <PasswordField required label="Current password" name="currentPassword" autoComplete="current-password" />
        ) : null}
        <PasswordField required label="New password" name="newPassword" autoComplete="new-password" />
      </Form>
    </Page>
  );
}
