import { MailIcon, MessageSquareTextIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { SentCodeField } from "@/components/auth/parts/CodeField";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

/** A login waits for the code that was sent. */
export function LoginByCodeStep({ flow }: { flow: FlowOf<"login_by_code"> }) {
  const { Hint } = useAuthUi();
  const form = useForm({ defaultValues: { code: "" } });
  const isByMail = flow.via === "email";
  return (
    <AuthCard
      title="Enter your code"
      icon={isByMail ? <MailIcon aria-hidden="true" /> : <MessageSquareTextIcon aria-hidden="true" />}
      lead={
        <>
          If <strong>{flow.recipient}</strong> has an account, we sent a code to it.
        </>
      }
    >
      <AuthForm form={form} status={flow} submit="Log in" onSubmit={({ code }) => flow.confirm(code)}>
        <SentCodeField use="login" control={form.control} name="code" />
      </AuthForm>
      <Hint about={isByMail ? "mail" : "sms"} />
      <StepActions isPending={flow.isPending} resend={flow.canResend ? flow.resend : undefined} cancel={flow.cancel} />
    </AuthCard>
  );
}
