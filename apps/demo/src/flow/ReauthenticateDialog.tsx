import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useAuth, useFlow } from "../trpc.ts";
import { FactorCodeField } from "./FactorCodeField.tsx";
import type { FlowOf } from "./flowOf.ts";

/** Asks for a credential again over whatever page is open; what asked for it then goes on by itself. */
export function ReauthenticateDialog() {
  const flow = useFlow();
  return flow?.id === "reauthenticate" ? <Dialog flow={flow} /> : null;
}

type Way = "password" | "code" | "passkey";

const LABELS: Record<Way, string> = { password: "Use your password", code: "Use a code", passkey: "Use your passkey" };

function Dialog({ flow }: { flow: FlowOf<"reauthenticate"> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const types = flow.flows.flatMap((one) => (one.id === "mfa_reauthenticate" ? (one.types ?? []) : []));
  const ways = waysOf(flow, types);
  const [way, setWay] = useState(ways[0]);
  // Closed before it is taken away, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // The button that chose another way is gone with the way before it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is to be focused depends on the way
  useLayoutEffect(() => {
    const [first] = dialog.current?.querySelectorAll<HTMLElement>("input:not(.visually-hidden), .button-primary") ?? [];
    first?.focus();
  }, [way]);
  const cancel = <Button onClick={() => flow.cancel()}>Cancel</Button>;
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
      <h2 id="reauthenticate-title">Confirm it's you</h2>
      {way === "password" ? <ByPassword flow={flow} cancel={cancel} /> : null}
      {way === "code" ? <ByCode flow={flow} cancel={cancel} types={types} /> : null}
      {way === "passkey" ? <ByPasskey flow={flow} cancel={cancel} /> : null}
      {way === undefined ? <LogInAnew cancel={cancel} /> : null}
      <div className="step-actions">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} look="quiet" onClick={() => setWay(other)}>
              {LABELS[other]}
            </Button>
          ))}
      </div>
    </dialog>
  );
}

function waysOf({ flows }: FlowOf<"reauthenticate">, types: readonly string[]): Way[] {
  const ways: Way[] = [];
  if (flows.some(({ id }) => id === "reauthenticate")) ways.push("password");
  if (types.some((type) => type !== "webauthn")) ways.push("code");
  if (types.includes("webauthn")) ways.push("passkey");
  return ways;
}

interface WayProps {
  flow: FlowOf<"reauthenticate">;
  cancel: React.ReactNode;
}

function ByPassword({ flow, cancel }: WayProps) {
  const { user } = useAuth();
  return (
    <>
      <p className="lead">Enter your password to continue with what you were doing.</p>
      <Form
        status={flow}
        submit="Confirm"
        onSubmit={(values) => flow.reauthenticate(textOf(values, "password"))}
        beside={cancel}
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
    </>
  );
}

function ByCode({ flow, cancel, types }: WayProps & { types: readonly string[] }) {
  return (
    <>
      <p className="lead">Enter a code to continue with what you were doing.</p>
      <Form
        status={flow}
        submit="Confirm"
        onSubmit={(values) => flow.reauthenticateWithCode(textOf(values, "code"))}
        beside={cancel}
      >
        <FactorCodeField types={types} />
      </Form>
    </>
  );
}

function ByPasskey({ flow, cancel }: WayProps) {
  return (
    <>
      <p className="lead">Use your passkey to continue with what you were doing.</p>
      <ProblemList error={flow.error} />
      <div className="form-actions">
        <Button
          look="primary"
          isPending={flow.isPending}
          onClick={() => void flow.reauthenticateWithPasskey().catch(() => {})}
        >
          Use your passkey
        </Button>
        {cancel}
      </div>
    </>
  );
}

/** Nothing but a new login proves that it is still the same person. */
function LogInAnew({ cancel }: Pick<WayProps, "cancel">) {
  return (
    <>
      <p className="lead">Your account has no password or passkey. Log out and log in again, then retry.</p>
      <div className="form-actions">{cancel}</div>
    </>
  );
}
