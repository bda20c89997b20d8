import type { WebAuthnAuthenticator } from "@latchkey/server/types";
import { useState } from "react";
import { Button } from "../../../parts/Button.tsx";
import { Form, textOf } from "../../../parts/Form.tsx";
import { Moment } from "../../../parts/Moment.tsx";
import { ProblemList } from "../../../parts/ProblemList.tsx";
import { TextField } from "../../../parts/TextField.tsx";
import { useMfa } from "../../../trpc.ts";
import { ofType, type SecurityPart } from "./part.ts";

export function Passkeys({ authenticators, onTell }: SecurityPart) {
  const { passkeys, isPending, error } = useMfa();
  const own = ofType(authenticators, "webauthn");
  const add = (passwordless: boolean) =>
    passkeys.register({ passwordless }).then(
      ({ authenticator, recoveryCodes }) => onTell(`${authenticator.name} was added.`, recoveryCodes),
      () => {},
    );
  return (
    <section className="card" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">Passkeys</h2>
      <p>Log in with your fingerprint, face or screen lock: nothing to type, nothing to steal.</p>
      <ul className="rows" aria-label="Your passkeys">
        {own.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onTell={onTell} />
        ))}
      </ul>
      <ProblemList error={error} />
      <div className="form-actions">
        <Button look="primary" isPending={isPending} onClick={() => void add(true)}>
          Add a passkey
        </Button>
        <Button isPending={isPending} onClick={() => void add(false)}>
          Add a security key
        </Button>
      </div>
      <p className="hint">A security key is a second factor only: you use it after your password.</p>
    </section>
  );
}

function PasskeyRow({ passkey, onTell }: { passkey: WebAuthnAuthenticator } & Pick<SecurityPart, "onTell">) {
  const { passkeys, ...status } = useMfa();
  const [isRenaming, setRenaming] = useState(false);
  const { id, name, createdAt, lastUsedAt, isPasswordless, isBackedUp } = passkey;
  const remove = () =>
    passkeys.remove([id]).then(
      () => onTell(`${name} was removed.`),
      () => {},
    );
  if (isRenaming)
    return (
      <li className="row">
        <Form
          status={status}
          submit="Rename"
          onSubmit={async (values) => {
            await passkeys.rename(id, textOf(values, "name"));
            setRenaming(false);
          }}
          beside={<Button onClick={() => setRenaming(false)}>Cancel</Button>}
        >
          <TextField required label={`New name for ${name}`} name="name" defaultValue={name} maxLength={100} />
        </Form>
      </li>
    );
  return (
    <li className="row">
      <div className="row-main">
        <span className="row-title">{name}</span>
        <span className="tags">
          {isPasswordless ? null : <span className="tag">Second factor</span>}
          <span className="tag">{isBackedUp ? "Synced" : "On one device"}</span>
        </span>
        <p className="hint">
          Added <Moment at={createdAt} />
          {lastUsedAt === null ? null : (
            <>
              {" "}
              · last used <Moment at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <div className="row-side">
        <Button aria-label={`Rename ${name}`} onClick={() => setRenaming(true)}>
          Rename
        </Button>
        <Button look="danger" isPending={status.isPending} aria-label={`Remove ${name}`} onClick={() => void remove()}>
          Remove
        </Button>
      </div>
      <ProblemList error={status.error} />
    </li>
  );
}
