import { MailIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { SentCodeField } from "@/components/auth/parts/CodeField";
import { TextField } from "@/components/auth/parts/fields";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { useFreshState } from "@/components/auth/parts/useFreshState";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";
import { useStepEnd } from "@/components/auth/steps/useStepEnd";
import { Button } from "@/components/ui/button";

type Step = { flow: FlowOf<"verify_email"> };

/** An address waits to be verified. */
export function VerifyEmailStep({ flow }: Step) {
  const { Hint } = useAuthUi();
  const [isChanging, setChanging] = useState(false);
  const { isPending, email, by } = flow;
  useFreshState(by === "link");
  useStepEnd(flow.error);
  return (
    <AuthCard
      title="Check your email"
      icon={<MailIcon aria-hidden="true" />}
      lead={
        <>
          We sent a {by} to <strong>{email}</strong>.
        </>
      }
    >
      {isChanging ? (
        <ChangeAddress flow={flow} onDone={() => setChanging(false)} />
      ) : by === "code" ? (
        <VerifyCode flow={flow} />
      ) : (
        <ProblemNotice error={flow.error} />
      )}
      <Hint about="mail" />
      {flow.canChange && !isChanging ? (
        <Button variant="ghost" size="sm" className="-my-3" disabled={isPending} onClick={() => setChanging(true)}>
          Use a different address
        </Button>
      ) : null}
      <StepActions
        isPending={isPending}
        what={by}
        resend={flow.canResend ? flow.resend : undefined}
        cancel={flow.cancel}
      />
    </AuthCard>
  );
}

const ALIASES = { key: "code" } as const;

function VerifyCode({ flow }: Step) {
  const form = useForm({ defaultValues: { code: "" } });
  return (
    <AuthForm form={form} status={flow} submit="Verify" aliases={ALIASES} onSubmit={({ code }) => flow.verify(code)}>
      <SentCodeField use="emailVerification" control={form.control} name="code" />
    </AuthForm>
  );
}

function ChangeAddress({ flow, onDone }: Step & { onDone(): void }) {
  const form = useForm({ defaultValues: { email: "" } });
  return (
    <AuthForm
      form={form}
      status={flow}
      submit="Use this address"
      onSubmit={({ email }) => flow.change(email).then(onDone)}
      beside={
        <Button variant="outline" onClick={onDone} className="min-w-0">
          <span className="truncate">Keep {flow.email}</span>
        </Button>
      }
    >
      <TextField
        control={form.control}
        name="email"
        required
        autoFocus
        label="Email address"
        type="email"
        autoComplete="email"
      />
    </AuthForm>
  );
}
