import { useState } from "react";
import { Button } from "../../../parts/Button.tsx";
import { CopyButton } from "../../../parts/CopyButton.tsx";
import { ProblemList } from "../../../parts/ProblemList.tsx";
import { saveAs } from "../../../saveAs.ts";
import { useMfa } from "../../../trpc.ts";
import { ofType, type SecurityPart } from "./part.ts";

/** The codes that came with a first factor: shown once, on their own. */
export function NewRecoveryCodes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  return (
    <section className="card card-strong" aria-labelledby="new-codes-title">
      <h2 id="new-codes-title">Save your recovery codes</h2>
      <p>Each one logs you in once if you lose your other factors. Print them, or save them in a password manager.</p>
      <CodeList codes={codes} />
      <Button look="primary" onClick={onDone}>
        I have saved them
      </Button>
    </section>
  );
}

export function RecoveryCodesCard({ authenticators, onTell }: SecurityPart) {
  const { recoveryCodes, isPending, error } = useMfa();
  const [shown, setShown] = useState<string[] | null>(null);
  const [codes] = ofType(authenticators, "recovery_codes");
  if (authenticators.length === 0) return null;
  const show = () =>
    recoveryCodes.get().then(
      (found) => setShown(found.codes),
      () => {},
    );
  const renew = () =>
    recoveryCodes.generate().then(
      (made) => {
        setShown(made.codes);
        onTell("You have new recovery codes. The old ones no longer work.");
      },
      () => {},
    );
  return (
    <section className="card" aria-labelledby="codes-title">
      <h2 id="codes-title">Recovery codes</h2>
      <p>
        {codes === undefined ? (
          "You have none. Generate some, so that a lost device does not lock you out."
        ) : (
          <>
            {codes.unused} of {codes.total} left.
          </>
        )}
      </p>
      <ProblemList error={error} />
      {shown === null ? null : <CodeList codes={shown} />}
      <div className="form-actions">
        {codes === undefined ? null : shown === null ? (
          <Button isPending={isPending} onClick={() => void show()}>
            Show codes
          </Button>
        ) : (
          <Button onClick={() => setShown(null)}>Hide codes</Button>
        )}
        <Button isPending={isPending} onClick={() => void renew()}>
          {codes === undefined ? "Generate recovery codes" : "Generate new codes"}
        </Button>
      </div>
    </section>
  );
}

function CodeList({ codes }: { codes: string[] }) {
  const text = `${codes.join("\n")}\n`;
  return (
    <>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="form-actions">
        <CopyButton text={text} label="Copy codes" />
        <Button onClick={() => saveAs("recovery-codes.txt", text)}>Download</Button>
      </div>
    </>
  );
}
