import { ShieldAlertIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { PasswordField } from "@/components/auth/parts/fields";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { StepActions } from "@/components/auth/steps/StepActions";

/** A login with a password that attackers know waits for another one. */
export function ChangePasswordStep({ flow }: { flow: FlowOf<"change_password"> }) {
  const form = useForm({ defaultValues: { password: "" } });
  return (
    <AuthCard
      title="Choose a new password"
      icon={<ShieldAlertIcon aria-hidden="true" />}
      lead="Your password appears in a data breach of another site, so others may know it. Choose one that you use nowhere else."
    >
      <AuthForm
        form={form}
        status={flow}
        submit="Save and continue"
        onSubmit={({ password }) => flow.replace(password)}
      >
        <PasswordField
          control={form.control}
          name="password"
          label="New password"
          autoComplete="new-password"
          autoFocus
        />
      </AuthForm>
      <StepActions isPending={flow.isPending} cancel={flow.cancel} />
    </AuthCard>
  );
}
