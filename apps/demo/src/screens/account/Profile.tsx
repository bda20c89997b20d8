import { useState } from "react";
import { Checkbox } from "../../parts/Checkbox.tsx";
import { Form, givenText, textOf } from "../../parts/Form.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Page } from "../../parts/Page.tsx";
import { TextField } from "../../parts/TextField.tsx";
import { useAccount, useAuth } from "../../trpc.ts";

const WAYS = {
  password: "Password",
  code: "Code",
  password_reset: "Password reset",
  socialaccount: "Provider",
  mfa: "Second factor",
} as const;

export function Profile() {
  const auth = useAuth();
  const { update, ...status } = useAccount();
  const [isSaved, setSaved] = useState(false);
  if (auth.status !== "authenticated") return null;
  const { user, config } = auth;
  const hasUsernames = config !== undefined && config.account.signup.username !== "off";
  const save = async (values: FormData) => {
    setSaved(false);
    const username = hasUsernames ? givenText(values, "username") : undefined;
    await update({
      displayName: textOf(values, "displayName"),
      newsletter: values.has("newsletter"),
      ...(username === undefined || username === user.username ? {} : { username }),
    });
    setSaved(true);
  };
  return (
    <Page
      title="Profile"
      lead={
        <>
          Logged in as <strong>{user.display}</strong>.
        </>
      }
    >
      {isSaved ? <Notice kind="success">Saved.</Notice> : null}
      <Form status={status} submit="Save" onSubmit={save}>
        <TextField
          required
          label="What should we call you?"
          name="displayName"
          autoComplete="name"
          defaultValue={user.data.displayName}
        />
        {hasUsernames ? (
          <TextField
            required={config.account.signup.username === "required"}
            label="Username"
            name="username"
            autoComplete="username"
            defaultValue={user.username ?? ""}
          />
        ) : null}
        <Checkbox label="Send me the newsletter" name="newsletter" defaultChecked={user.data.newsletter === true} />
      </Form>
      <LoginFacts />
    </Page>
  );
}

/** How one got here. */
function LoginFacts() {
  const auth = useAuth();
  if (auth.status !== "authenticated") return null;
  return (
    <section className="card" aria-labelledby="facts-title">
      <h2 id="facts-title">This login</h2>
      <dl className="facts">
        {auth.methods.map((used) => (
          <div key={`${used.method} ${used.at}`}>
            <dt>
              {WAYS[used.method]}
              {"reauthenticated" in used && used.reauthenticated ? ", again" : ""}
            </dt>
            <dd>
              <Moment at={used.at} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Expires</dt>
          <dd>
            <Moment at={auth.session.expiresAt} />
          </dd>
        </div>
      </dl>
    </section>
  );
}
