import { Form, givenText } from "../parts/Form.tsx";
import { Page } from "../parts/Page.tsx";
import { TextField } from "../parts/TextField.tsx";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A signup waits for the passkey that takes the password's place. */
export function PasskeySignupStep({ flow }: { flow: FlowOf<"mfa_signup_webauthn"> }) {
  return (
    <Page
      title="Create your passkey"
      lead={
        <>
          <strong>{flow.email}</strong> is verified. To finish, your browser asks for your fingerprint, face or screen
          lock.
        </>
      }
    >
      <Form
        status={flow}
        submit="Create passkey"
        onSubmit={(values) => flow.registerPasskey(givenText(values, "name"))}
      >
        <TextField label="Passkey name" name="name" maxLength={100} autoComplete="off" hint="For example, My laptop." />
      </Form>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </Page>
  );
}
