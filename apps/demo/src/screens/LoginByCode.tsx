import { Form, textOf } from "../parts/Form.tsx";
import { Link } from "../parts/Link.tsx";
import { Page } from "../parts/Page.tsx";
import { TextField } from "../parts/TextField.tsx";
import { useAuth, useLogin } from "../trpc.ts";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "./identifier.ts";

export function LoginByCode() {
  const { config } = useAuth();
  const { requestCode, ...status } = useLogin();
  const via = config?.account.loginByCode.via ?? ["email"];
  return (
    <Page title="Log in with a code" lead="We will send you a code, so you do not need a password.">
      <Form
        status={status}
        submit="Send code"
        aliases={IDENTIFIER_ALIASES}
        onSubmit={(values) => {
          const contact = identify(textOf(values, "identifier"), via);
          return requestCode("phone" in contact ? contact : { email: textOf(values, "identifier") });
        }}
      >
        <TextField required label={labelOf(via)} name="identifier" {...inputKindOf(via)} />
      </Form>
      <ul className="ways">
        <li>
          <Link to="/login">Log in with a password instead</Link>
        </li>
      </ul>
    </Page>
  );
}
