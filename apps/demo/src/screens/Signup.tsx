import type { AuthConfig } from "@latchkey/server/types";
import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { Form, givenText, textOf } from "../parts/Form.tsx";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import { PhoneField } from "../parts/PhoneField.tsx";
import { TextField } from "../parts/TextField.tsx";
import { withoutSpacing } from "../phoneNumber.ts";
import { useAuth, useSignup } from "../trpc.ts";
import { ProviderButtons } from "./ProviderButtons.tsx";

export function Signup() {
  const { config } = useAuth();
  const signup = useSignup();
  const [isByPasskey, setByPasskey] = useState(false);
  if (config === undefined) return <p className="loading">Loading…</p>;
  if (!config.account.signup.isOpen)
    return (
      <Page title="Sign up">
        <Notice kind="info">Signup is currently closed.</Notice>
      </Page>
    );
  const send = (values: FormData) => {
    const details = {
      username: givenText(values, "username"),
      phone: withoutSpacing(textOf(values, "phone")) || undefined,
      // The app's own fields, typed by the zod object on the server.
      displayName: textOf(values, "displayName"),
      newsletter: values.has("newsletter"),
    };
    return isByPasskey
      ? signup.signupWithPasskey({ ...details, email: textOf(values, "email") })
      : signup.signup({ ...details, email: givenText(values, "email"), password: givenText(values, "password") });
  };
  return (
    <Page title="Sign up">
      <Form status={signup} submit="Sign up" onSubmit={send}>
        <TextField required label="What should we call you?" name="displayName" autoComplete="name" />
        <Identifiers account={config.account} isByPasskey={isByPasskey} />
        <Checkbox label="Send me the newsletter" name="newsletter" />
      </Form>
      <ProviderButtons />
      <ul className="ways">
        {config.mfa.passkeySignup ? (
          <li>
            <Button look="quiet" onClick={() => setByPasskey(!isByPasskey)}>
              {isByPasskey ? "Use a password instead" : "Use a passkey instead"}
            </Button>
          </li>
        ) : null}
        <li>
          Already have an account? <Link to="/login">Log in</Link>
        </li>
      </ul>
    </Page>
  );
}

/** The inputs that the server's options ask for. */
function Identifiers({
  account: { signup, password },
  isByPasskey,
}: {
  account: AuthConfig["account"];
  isByPasskey: boolean;
}) {
  return (
    <>
      {signup.email === "off" ? null : (
        <TextField
          required={isByPasskey || signup.email === "required"}
          label="Email address"
          name="email"
          type="email"
          autoComplete="email"
        />
      )}
      {signup.username === "off" ? null : (
        <TextField
          required={signup.username === "required"}
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      {signup.phone === "off" ? null : <PhoneField required={signup.phone === "required"} />}
      {isByPasskey || signup.password === "off" ? null : (
        <PasswordField
          required={signup.password === "required"}
          label="Password"
          name="password"
          autoComplete="new-password"
          hint={`At least ${password.minLength} characters. A few words are better than symbols.`}
        />
      )}
    </>
  );
}
