import type { TotpSetup } from "@latchkey/server/types";
import type { ComponentProps } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { CodeField } from "@/components/auth/parts/CodeField";
import { CopyButton } from "@/components/auth/parts/CopyButton";
import { Button } from "@/components/ui/button";
import { useAuth } from "@/lib/auth";
import { cn } from "@/lib/utils";

interface TotpSetupFormProps {
  setup: TotpSetup;
  status: ComponentProps<typeof AuthForm>["status"];
  activate(code: string): Promise<unknown>;
  onCancel(): void;
  /** In a narrow card: the QR code above the form. */
  isNarrow?: boolean;
}

/** The key of an authenticator app, to scan or to enter, and its first code. */
export function TotpSetupForm({ setup, status, activate, onCancel, isNarrow = false }: TotpSetupFormProps) {
  const { Hint } = useAuthUi();
  const { config } = useAuth();
  const form = useForm({ defaultValues: { code: "" } });
  const grouped = setup.secret.match(/.{1,4}/g)?.join(" ");
  return (
    <div className={cn("flex flex-col gap-6", isNarrow ? undefined : "border-t pt-5 sm:flex-row")}>
      <img
        className={cn(
          "size-44 shrink-0 self-center rounded-lg border bg-white p-2",
          isNarrow ? undefined : "sm:self-start",
        )}
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
          onSubmit={({ code }) => activate(code)}
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
