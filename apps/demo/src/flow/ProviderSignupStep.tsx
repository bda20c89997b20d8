import { Checkbox } from "../parts/Checkbox.tsx";
import { Form, givenText, textOf } from "../parts/Form.tsx";
import { Page } from "../parts/Page.tsx";
import { PhoneField } from "../parts/PhoneField.tsx";
import { TextField } from "../parts/TextField.tsx";
import { withoutSpacing } from "../phoneNumber.ts";
import { useAuth } from "../trpc.ts";
import type { FlowOf } from "./flowOf.ts";
import { StepActions } from "./StepActions.tsx";

/** A signup waits for what the provider did not tell. */
export function ProviderSignupStep({ flow }: { flow: FlowOf<"provider_signup"> }) {
  const { config } = useAuth();
  const signup = config?.account.signup;
  const { email, username } = flow.suggested;
  const send = (values: FormData) =>
    flow.complete({
      email: givenText(values, "email"),
      username: givenText(values, "username"),
      phone: withoutSpacing(textOf(values, "phone")) || undefined,
      displayName: textOf(values, "displayName"),
      newsletter: values.has("newsletter"),
    });
  return (
    <Page title="Finish signing up" lead={`${flow.provider.name} confirmed who you are. Fill in the rest to sign up.`}>
      <Form status={flow} submit="Sign up" onSubmit={send}>
        <TextField required label="What should we call you?" name="displayName" autoComplete="name" />
        {signup?.email === "off" ? null : (
          <TextField
            required={signup?.email === "required"}
            label="Email address"
            name="email"
            type="email"
            autoComplete="email"
            defaultValue={email}
          />
        )}
        {signup === undefined || signup.username === "off" ? null : (
          <TextField
            required={signup.username === "required"}
            label="Username"
            name="username"
            autoComplete="username"
            defaultValue={username}
          />
        )}
        {signup === undefined || signup.phone === "off" ? null : <PhoneField required={signup.phone === "required"} />}
        <Checkbox label="Send me the newsletter" name="newsletter" />
      </Form>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </Page>
  );
}
