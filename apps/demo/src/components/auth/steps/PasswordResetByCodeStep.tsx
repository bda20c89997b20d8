import { KeyRoundIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { SentCodeField } from "@/components/auth/parts/CodeField";
import { PasswordField } from "@/components/auth/parts/fields";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

const ALIASES = { key: "code" } as const;

type Step = { flow: FlowOf<"password_reset_by_code"> };

/** A password reset waits for its code, then for the new password. */
export function PasswordResetByCodeStep({ flow }: Step) {
  const [code, setCode] = useState<string | null>(null);
  return flow.confirmed ? <NewPassword flow={flow} code={code} /> : <CodeFirst flow={flow} onCode={setCode} />;
}

function CodeFirst({ flow, onCode }: Step & { onCode(code: string): void }) {
  const { Hint } = useAuthUi();
  const form = useForm({ defaultValues: { code: "" } });
  return (
    <AuthCard
      title="Reset your password"
      icon={<KeyRoundIcon aria-hidden="true" />}
      lead={
        <>
          If <strong>{flow.recipient}</strong> has an account, we sent a code to it.
        </>
      }
    >
      <AuthForm
        form={form}
        status={flow}
        submit="Continue"
        aliases={ALIASES}
        onSubmit={async ({ code }) => {
          await flow.check(code);
          onCode(code);
        }}
      >
        <SentCodeField use="passwordReset" control={form.control} name="code" />
      </AuthForm>
      <Hint about={flow.recipient.includes("@") ? "mail" : "sms"} />
      <StepActions isPending={flow.isPending} resend={flow.canResend ? flow.resend : undefined} cancel={flow.cancel} />
    </AuthCard>
  );
}

function NewPassword({ flow, code: typed }: Step & { code: string | null }) {
  const { navigate, notify, paths } = useAuthUi();
  const form = useForm({ defaultValues: { code: "", password: "" } });
  return (
    <AuthCard
      title="Choose a new password"
      icon={<KeyRoundIcon aria-hidden="true" />}
      lead={
        <>
          Set a new password for <strong>{flow.recipient}</strong>.
        </>
      }
    >
      <AuthForm
        form={form}
        status={flow}
        submit="Set password"
        aliases={ALIASES}
        onSubmit={async ({ code, password }) => {
          const state = await flow.reset(typed ?? code, password);
          if (state.status !== "anonymous") return;
          notify("Your password has been reset. Log in with the new one.");
          navigate(paths.login);
        }}
      >
        {/* The code was entered before the page was reloaded: it is only in the mail. */}
        {typed === null ? <SentCodeField use="passwordReset" control={form.control} name="code" /> : null}
        <PasswordField
          control={form.control}
          name="password"
          label="New password"
          autoComplete="new-password"
          autoFocus={typed !== null}
        />
      </AuthForm>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}
