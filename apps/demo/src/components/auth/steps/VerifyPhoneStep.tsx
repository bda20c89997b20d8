import { SmartphoneIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { SentCodeField } from "@/components/auth/parts/CodeField";
import { PhoneField, phoneNumberOf } from "@/components/auth/parts/PhoneField";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";
import { useStepEnd } from "@/components/auth/steps/useStepEnd";
import { Button } from "@/components/ui/button";

type Step = { flow: FlowOf<"verify_phone"> };

/** A phone number waits for its code. */
export function VerifyPhoneStep({ flow }: Step) {
  const { Hint } = useAuthUi();
  const [isChanging, setChanging] = useState(false);
  const { isPending, phone } = flow;
  useStepEnd(flow.error);
  return (
    <AuthCard
      title="Check your phone"
      icon={<SmartphoneIcon aria-hidden="true" />}
      lead={
        <>
          We sent a code to <strong>{phone}</strong>.
        </>
      }
    >
      {isChanging ? <ChangeNumber flow={flow} onDone={() => setChanging(false)} /> : <VerifyCode flow={flow} />}
      <Hint about="sms" />
      {flow.canChange && !isChanging ? (
        <Button variant="ghost" size="sm" className="-my-3" disabled={isPending} onClick={() => setChanging(true)}>
          Use a different number
        </Button>
      ) : null}
      <StepActions isPending={isPending} resend={flow.canResend ? flow.resend : undefined} cancel={flow.cancel} />
    </AuthCard>
  );
}

function VerifyCode({ flow }: Step) {
  const form = useForm({ defaultValues: { code: "" } });
  return (
    <AuthForm form={form} status={flow} submit="Verify" onSubmit={({ code }) => flow.verify(code)}>
      <SentCodeField use="phoneVerification" control={form.control} name="code" />
    </AuthForm>
  );
}

function ChangeNumber({ flow, onDone }: Step & { onDone(): void }) {
  const form = useForm({ defaultValues: { phone: "" } });
  return (
    <AuthForm
      form={form}
      status={flow}
      submit="Use this number"
      onSubmit={({ phone }) => flow.change(phoneNumberOf(phone)).then(onDone)}
      beside={
        <Button variant="outline" onClick={onDone}>
          Keep {flow.phone}
        </Button>
      }
    >
      <PhoneField control={form.control} name="phone" required />
    </AuthForm>
  );
}
