import { FingerprintIcon } from "lucide-react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { PasskeyRow } from "@/components/auth/account/security/PasskeyRow";
import { ofType, type SecurityPart } from "@/components/auth/account/security/part";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Rows, Section } from "@/components/auth/parts/Section";
import { useMfa } from "@/lib/auth";

export function Passkeys({ authenticators, onCodes }: SecurityPart) {
  const { notify } = useAuthUi();
  const { passkeys, isPending, error } = useMfa();
  const add = (passwordless: boolean) =>
    void passkeys.register(
      { passwordless },
      {
        onSuccess({ authenticator, recoveryCodes }) {
          notify(`${authenticator.name} was added.`);
          onCodes(recoveryCodes);
        },
      },
    );
  return (
    <Section
      title="Passkeys"
      text="Log in with your fingerprint, face or screen lock: nothing to type, nothing to steal."
      footer={
        <>
          <ActionButton size="sm" isPending={isPending} onClick={() => add(true)}>
            <FingerprintIcon aria-hidden="true" />
            Add a passkey
          </ActionButton>
          <ActionButton variant="outline" size="sm" isPending={isPending} onClick={() => add(false)}>
            Add a security key
          </ActionButton>
          <p className="basis-full text-[0.8125rem] text-muted-foreground">
            A security key is a second factor only: you use it after your password.
          </p>
        </>
      }
    >
      <ProblemNotice error={error} />
      <Rows label="Your passkeys">
        {ofType(authenticators, "webauthn").map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} />
        ))}
      </Rows>
    </Section>
  );
}
