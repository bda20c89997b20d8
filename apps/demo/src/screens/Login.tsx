import { useEffect } from "react";
import { Button } from "../parts/Button.tsx";
import { Checkbox } from "../parts/Checkbox.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { Link } from "../parts/Link.tsx";
import { Page } from "../parts/Page.tsx";
import { PasswordField } from "../parts/PasswordField.tsx";
import { TextField } from "../parts/TextField.tsx";
import { useAuth, useLogin } from "../trpc.ts";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "./identifier.ts";
import { ProviderButtons } from "./ProviderButtons.tsx";

/** @param title for a page that wants somebody logged in first */
export function Login({ title = "Log in", lead }: { title?: string; lead?: string }) {
  const { config } = useAuth();
  const login = useLogin();
  const { offerPasskeys } = login;
  const hasPasskeys = config?.mfa.passkeyLogin === true;
  useEffect(() => (hasPasskeys ? offerPasskeys() : undefined), [hasPasskeys, offerPasskeys]);
  const methods = config?.account.loginMethods ?? ["email"];
  return (
    <Page title={title} lead={lead}>
      <Form
        status={login}
        submit="Log in"
        aliases={IDENTIFIER_ALIASES}
        onSubmit={(values) =>
          login.login({
            ...identify(textOf(values, "identifier"), methods),
            password: textOf(values, "password"),
            remember: values.has("remember"),
          })
        }
      >
        <TextField
          required
          label={labelOf(methods)}
          name="identifier"
          type={inputKindOf(methods).type}
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField required label="Password" name="password" autoComplete="current-password" />
        <Checkbox label="Keep me logged in" name="remember" defaultChecked />
      </Form>
      {hasPasskeys ? (
        <Button isPending={login.isPending} onClick={() => void login.loginWithPasskey().catch(() => {})}>
          Log in with a passkey
        </Button>
      ) : null}
      <ProviderButtons />
      <ul className="ways">
        {config?.account.loginByCode.isEnabled ? (
          <li>
            <Link to="/login/code">Log in with a code instead</Link>
          </li>
        ) : null}
        <li>
          <Link to="/forgot-password">Forgot password?</Link>
        </li>
        <li>
          New here? <Link to="/signup">Sign up</Link>
        </li>
      </ul>
    </Page>
  );
}
