import { useEffect, useRef, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { FactorCodeField } from "./FactorCodeField.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A login waits for the second factor. */
export function MfaAuthenticateStep({ flow }: { flow: FlowOf<"mfa_authenticate"> }) {
  const { types, isPending, cancel } = flow;
  const hasPasskey = types.includes("webauthn");
  const hasCode = types.some((type) => type !== "webauthn");
  const [isTyping, setTyping] = useState(!hasPasskey);
  const form = useRef<HTMLDivElement>(null);
  // The button that chose the code is gone then.
  useEffect(() => {
    if (isTyping && hasPasskey) form.current?.querySelector("input")?.focus();
  }, [isTyping, hasPasskey]);
  const passkey = (
    <Button
      look={isTyping ? "plain" : "primary"}
      isPending={isPending}
      onClick={() => void flow.authenticateWithPasskey().catch(() => {})}
    >
      Use your passkey
    </Button>
  );
  return (
    <Page title="Confirm it's you" lead="Your account is protected by a second factor.">
      {isTyping ? (
        <div ref={form}>
          <Form
            status={flow}
            submit="Confirm"
            onSubmit={(values) => flow.authenticate(textOf(values, "code"))}
            beside={hasPasskey ? passkey : undefined}
          >
            <FactorCodeField types={types} />
          </Form>
        </div>
      ) : (
        <>
          <ProblemList error={flow.error} />
          <div className="form-actions">
            {passkey}
            {hasCode ? <Button onClick={() => setTyping(true)}>Use a code instead</Button> : null}
          </div>
        </>
      )}
      <StepActions isPending={isPending} cancel={cancel} cancelLabel="Start again" />
    </Page>
  );
}
