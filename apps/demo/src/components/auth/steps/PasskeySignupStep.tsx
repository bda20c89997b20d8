import { FingerprintIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { TextField } from "@/components/auth/parts/fields";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

/** A signup waits for the passkey that replaces the password. */
export function PasskeySignupStep({ flow }: { flow: FlowOf<"mfa_signup_webauthn"> }) {
  const form = useForm({ defaultValues: { name: "" } });
  return (
    <AuthCard
      title="Create your passkey"
      icon={<FingerprintIcon aria-hidden="true" />}
      lead={
        <>
          <strong>{flow.email}</strong> is verified. To finish, your browser will ask for your fingerprint, face or
          screen lock.
        </>
      }
    >
      <AuthForm
        form={form}
        status={flow}
        submit="Create passkey"
        onSubmit={({ name }) => flow.registerPasskey(name || undefined)}
      >
        <TextField
          control={form.control}
          name="name"
          label="Passkey name"
          maxLength={100}
          autoComplete="off"
          hint="For example, My laptop."
        />
      </AuthForm>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}
