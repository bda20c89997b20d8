import type { TotpSetup } from "@latchkey/server/types";
import { useState } from "react";
import { Button } from "../../../parts/Button.tsx";
import { CopyButton } from "../../../parts/CopyButton.tsx";
import { Form, textOf } from "../../../parts/Form.tsx";
import { Moment } from "../../../parts/Moment.tsx";
import { ProblemList } from "../../../parts/ProblemList.tsx";
import { TextField } from "../../../parts/TextField.tsx";
import { useMfa } from "../../../trpc.ts";
import { ofType, type SecurityPart } from "./part.ts";

export function AuthenticatorApp({ authenticators, onTell }: SecurityPart) {
  const { totp, isPending, error } = useMfa();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const [active] = ofType(authenticators, "totp");
  const remove = () =>
    totp.deactivate().then(
      () => onTell("Authenticator app removed."),
      () => {},
    );
  return (
    <section className="card" aria-labelledby="totp-title">
      <h2 id="totp-title">Authenticator app</h2>
      {active === undefined ? (
        <p>An app on your phone shows a new code every 30 seconds. You enter it when you log in.</p>
      ) : (
        <p>
          Active since <Moment at={active.createdAt} />
          {active.lastUsedAt === null ? null : (
            <>
              , last used <Moment at={active.lastUsedAt} />
            </>
          )}
          .
        </p>
      )}
      <ProblemList error={error} />
      {active !== undefined ? (
        <Button look="danger" isPending={isPending} onClick={() => void remove()}>
          Remove app
        </Button>
      ) : setup === null ? (
        <Button isPending={isPending} onClick={() => void totp.begin().then(setSetup, () => {})}>
          Set up app
        </Button>
      ) : (
        <Setup
          setup={setup}
          onCancel={() => setSetup(null)}
          onDone={(codes) => {
            setSetup(null);
            onTell("Authenticator app activated.", codes);
          }}
        />
      )}
    </section>
  );
}

interface SetupProps {
  setup: TotpSetup;
  onCancel(): void;
  onDone(recoveryCodes?: string[]): void;
}

function Setup({ setup, onCancel, onDone }: SetupProps) {
  const { totp, ...status } = useMfa();
  const grouped = setup.secret.match(/.{1,4}/g)?.join(" ");
  return (
    <div className="setup">
      <p>Scan this with your app, or enter the key.</p>
      <img className="qr-code" src={setup.qrCode} alt="QR code with the key below" width={200} height={200} />
      <p>
        <code className="secret">{grouped}</code> <CopyButton text={setup.secret} label="Copy key" />
      </p>
      <Form
        status={status}
        submit="Activate"
        onSubmit={async (values) => onDone((await totp.activate(textOf(values, "code"))).recoveryCodes)}
        beside={<Button onClick={onCancel}>Cancel</Button>}
      >
        <TextField
          required
          label="Code from the app"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          className="code-input"
        />
      </Form>
    </div>
  );
}
