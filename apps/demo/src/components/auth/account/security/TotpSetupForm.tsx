import type { TotpSetup } from "@latchkey/server/types";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { CodeField } from "@/components/auth/parts/CodeField";
import { CopyButton } from "@/components/auth/parts/CopyButton";
import { Button } from "@/components/ui/button";
import { useAuth, useMfa } from "@/lib/auth";

interface TotpSetupFormProps {
  setup: TotpSetup;
  onCancel(): void;
  onDone(recoveryCodes?: string[]): void;
}

/** The key of an authenticator app, to scan or to enter, and its first code. */
export function TotpSetupForm({ setup, onCancel, onDone }: TotpSetupFormProps) {
  const { Hint } = useAuthUi();
  const { config } = useAuth();
  const { totp, ...status } = useMfa();
  const form = useForm({ defaultValues: { code: "" } });
  const grouped = setup.secret.match(/.{1,4}/g)?.join(" ");
  return (
    <div className="flex flex-col gap-6 border-t pt-5 sm:flex-row">
      <img
        className="size-44 shrink-0 self-center rounded-lg border bg-white p-2 sm:self-start"
        src={setup.qrCode}
        alt="QR code with the key below"
        width={176}
        height={176}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <p className="text-sm text-muted-foreground">
          Scan the QR code with your authenticator app, or enter this key.
        </p>
        <div className="flex flex-col items-start gap-2">
          <code className="secret font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{grouped}</code>
          <CopyButton text={setup.secret} label="Copy key" />
        </div>
        <AuthForm
          form={form}
          status={status}
          submit="Activate"
          onSubmit={async ({ code }) => onDone((await totp.activate(code)).recoveryCodes)}
          beside={
            <Button variant="outline" onClick={onCancel}>
              Cancel
            </Button>
          }
        >
          <CodeField
            control={form.control}
            name="code"
            label="Code from the app"
            kind="digits"
            length={config?.mfa.totpDigits ?? 6}
          />
        </AuthForm>
        <Hint about="totp" />
      </div>
    </div>
  );
}
