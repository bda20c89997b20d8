import { useLayoutEffect, useRef } from "react";
import { Button } from "../parts/Button.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import { useAuth, useFlow } from "../trpc.ts";
import type { FlowOf } from "./flowOf.ts";

/** Asks for the password again over whatever page is open; what asked for it then goes on by itself. */
export function ReauthenticateDialog() {
  const flow = useFlow();
  return flow?.id === "reauthenticate" ? <Dialog flow={flow} /> : null;
}

function Dialog({ flow }: { flow: FlowOf<"reauthenticate"> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { user } = useAuth();
  // Closed before it is taken away, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLInputElement>("[name=password]")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="reauthenticate-title"
      onCancel={(event) => {
        event.preventDefault();
        flow.cancel();
      }}
    >
      <h2 id="reauthenticate-title">Is it still you?</h2>
      <p className="lead">Enter your password to go on. What you asked for then happens by itself.</p>
      <Form
        status={flow}
        submit="Confirm"
        onSubmit={(values) => flow.reauthenticate(textOf(values, "password"))}
        beside={<Button onClick={() => flow.cancel()}>Cancel</Button>}
      >
        {/* For password managers, which look for whose password it is. */}
        <input
          className="visually-hidden"
          name="username"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
          value={user?.display ?? ""}
        />
        <PasswordField required label="Password" name="password" autoComplete="current-password" />
      </Form>
    </dialog>
  );
}
