import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm, type FormStatus } from "@/components/auth/parts/AuthForm";
import { CodeField } from "@/components/auth/parts/CodeField";
import { TextField } from "@/components/auth/parts/fields";
import { Button } from "@/components/ui/button";
import { useAuth } from "@/lib/auth";

interface FactorCodeFormProps {
  status: FormStatus;
  /** The kinds of factor that the user has. */
  types: readonly string[];
  onSubmit(code: string): Promise<unknown>;
  beside?: ReactNode;
}

/** The form for a code of the authenticator app, or a recovery code. */
export function FactorCodeForm({ types, ...rest }: FactorCodeFormProps) {
  const hasApp = types.includes("totp");
  const [isRecovery, setRecovery] = useState(!hasApp);
  const canSwitch = hasApp && types.includes("recovery_codes");
  return (
    <>
      {isRecovery ? <RecoveryCodeForm {...rest} /> : <AppCodeForm {...rest} />}
      {canSwitch ? (
        <Button variant="ghost" size="sm" className="-my-2" onClick={() => setRecovery(!isRecovery)}>
          {isRecovery ? "Use your authenticator app" : "Use a recovery code"}
        </Button>
      ) : null}
    </>
  );
}

function AppCodeForm({ status, onSubmit, beside }: Omit<FactorCodeFormProps, "types">) {
  const { Hint } = useAuthUi();
  const { config } = useAuth();
  const form = useForm({ defaultValues: { code: "" } });
  return (
    <>
      <AuthForm form={form} status={status} submit="Confirm" beside={beside} onSubmit={({ code }) => onSubmit(code)}>
        <CodeField
          control={form.control}
          name="code"
          kind="digits"
          length={config?.mfa.totpDigits ?? 6}
          hint="From your authenticator app."
        />
      </AuthForm>
      <Hint about="totp" />
    </>
  );
}

function RecoveryCodeForm({ status, onSubmit, beside }: Omit<FactorCodeFormProps, "types">) {
  const form = useForm({ defaultValues: { code: "" } });
  return (
    <AuthForm form={form} status={status} submit="Confirm" beside={beside} onSubmit={({ code }) => onSubmit(code)}>
      <TextField
        control={form.control}
        name="code"
        required
        autoFocus
        label="Recovery code"
        className="font-mono"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        hint="One of the codes you saved. Each works once."
      />
    </AuthForm>
  );
}
