import type { WebAuthnAuthenticator } from "@latchkey/server/types";
import { KeyRoundIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { TextField } from "@/components/auth/parts/fields";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Row } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useMfa } from "@/lib/auth";

interface PasskeyRowProps {
  passkey: WebAuthnAuthenticator;
}

export function PasskeyRow({ passkey }: PasskeyRowProps) {
  const { notify } = useAuthUi();
  const { passkeys, isPending, error } = useMfa();
  const [isRenaming, setRenaming] = useState(false);
  const { id, name, model, createdAt, lastUsedAt, isPasswordless, isBackedUp, isAutomatic } = passkey;
  const remove = () => void passkeys.remove([id], { onSuccess: () => notify(`${name} was removed.`) });
  return (
    <Row
      icon={<KeyRoundIcon aria-hidden="true" />}
      title={name}
      badges={
        <>
          {isPasswordless ? null : <Badge variant="secondary">Second factor</Badge>}
          {isAutomatic ? <Badge variant="secondary">Added by your browser</Badge> : null}
          <Badge variant="outline">{isBackedUp ? "Synced" : "On one device"}</Badge>
        </>
      }
      text={
        <>
          {model === null || name.startsWith(model) ? null : `${model} · `}
          Added <Moment at={createdAt} />
          {lastUsedAt === null ? null : (
            <>
              {" "}
              · last used <Moment at={lastUsedAt} />
            </>
          )}
        </>
      }
      actions={
        <>
          <Button variant="outline" size="sm" aria-label={`Rename ${name}`} onClick={() => setRenaming(!isRenaming)}>
            Rename
          </Button>
          <ConfirmButton
            label={`Remove ${name}`}
            title={`Remove ${name}?`}
            text="You will no longer be able to log in with it. Delete it from your device or password manager as well."
            confirm="Remove passkey"
            isPending={isPending}
            onConfirm={remove}
          >
            Remove
          </ConfirmButton>
        </>
      }
    >
      <ProblemNotice error={error} />
      {isRenaming ? <Rename passkey={passkey} onDone={() => setRenaming(false)} /> : null}
    </Row>
  );
}

function Rename({ passkey: { id, name }, onDone }: PasskeyRowProps & { onDone(): void }) {
  const { passkeys, ...status } = useMfa();
  const form = useForm({ defaultValues: { name } });
  return (
    <AuthForm
      form={form}
      status={status}
      submit="Save name"
      onSubmit={async (values) => {
        await passkeys.rename(id, values.name);
        onDone();
      }}
      beside={
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
      }
    >
      <TextField
        control={form.control}
        name="name"
        required
        autoFocus
        label={`New name for ${name}`}
        maxLength={100}
        autoComplete="off"
      />
    </AuthForm>
  );
}
