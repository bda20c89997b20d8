import type { PasswordKeyInfo } from "@latchkey/server/types";
import { useEffect, useEffectEvent, useState } from "react";
import { navigate, usePlace } from "../navigation.ts";
import { Form, textOf } from "../parts/Form.tsx";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { usePassword } from "../trpc.ts";

/** Where the link of a password mail leads. */
export function ResetPassword() {
  const { key } = usePlace();
  if (key !== null) return <WithKey key={key} resetKey={key} />;
  return (
    <Page title="Choose a new password">
      <Notice kind="info">
        Open the link in the email. Without it, this page does not know whose password to reset.
      </Notice>
      <Link to="/forgot-password">Request a new link</Link>
    </Page>
  );
}

function WithKey({ resetKey }: { resetKey: string }) {
  const { checkKey } = usePassword();
  const { reset, ...status } = usePassword();
  const [info, setInfo] = useState<PasswordKeyInfo | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isDone, setDone] = useState(false);
  // `checkKey` uses nothing up, so that it does no harm to run twice.
  const check = useEffectEvent(() => checkKey(resetKey).then(setInfo, setProblem));
  useEffect(() => void check(), []);

  if (isDone)
    return (
      <Page title="Your password has been reset" lead="You have been logged out everywhere.">
        <Link to="/login" className="button button-primary">
          Log in
        </Link>
      </Page>
    );
  if (problem !== null)
    return (
      <Page title="Choose a new password">
        <ProblemList error={problem} />
        <Link to="/forgot-password">Request a new link</Link>
      </Page>
    );
  if (info === null) return <p className="loading">Loading…</p>;
  return (
    <Page
      title="Choose a new password"
      lead={
        <>
          Set a new password for <strong>{info.user.display}</strong>.
        </>
      }
    >
      <Form
        status={status}
        submit="Set password"
        onSubmit={async (values) => {
          const state = await reset({ key: resetKey, password: textOf(values, "password") });
          if (state.status === "anonymous") setDone(true);
          else navigate("/");
        }}
      >
        <PasswordField required label="New password" name="password" autoComplete="new-password" />
      </Form>
    </Page>
  );
}
