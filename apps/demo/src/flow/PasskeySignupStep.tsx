import { Form, givenText } from "../parts/Form.tsx";
import { Page } from "../parts/Page.tsx";
import { TextField } from "../parts/TextField.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A signup waits for the passkey that takes the password's place. */
export function PasskeySignupStep({ flow }: { flow: FlowOf<"mfa_signup_webauthn"> }) {
  return (
    <Page
      title="Make your passkey"
      lead={
        <>
          <strong>{flow.email}</strong> is yours. Now your browser asks for your fingerprint, face or screen lock, and
          you are in.
        </>
      }
    >
      <Form
        status={flow}
        submit="Make the passkey"
        onSubmit={(values) => flow.registerPasskey(givenText(values, "name"))}
      >
        <TextField label="What to call it" name="name" maxLength={100} autoComplete="off" hint="Such as: my laptop." />
      </Form>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} cancelLabel="Give up" />
    </Page>
  );
}
