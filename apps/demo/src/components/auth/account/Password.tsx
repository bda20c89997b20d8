import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { HiddenUsername, PasswordField } from "@/components/auth/parts/fields";
import { AccountPage, Section } from "@/components/auth/parts/Section";
import { useAuth, usePassword } from "@/lib/auth";

export function Password() {
  const auth = useAuth();
  const { notify } = useAuthUi();
  const { change, ...status } = usePassword();
  const form = useForm({ defaultValues: { currentPassword: "", newPassword: "" } });
  if (auth.status !== "authenticated") return null;
  const { hasUsablePassword, display } = auth.user;
  return (
    <AccountPage
      title={hasUsablePassword ? "Change your password" : "Set a password"}
      lead="You will be logged out everywhere else."
    >
      <Section title="Password">
        <div className="max-w-md">
          <AuthForm
            form={form}
            status={status}
            submit={hasUsablePassword ? "Change password" : "Set password"}
            isNarrow
            onSubmit={async ({ currentPassword, newPassword }) => {
              await change(hasUsablePassword ? { currentPassword, newPassword } : { newPassword });
              form.reset();
              notify("Your password has been changed.");
            }}
          >
            <HiddenUsername value={display} />
            {hasUsablePassword ? (
              <PasswordField
                control={form.control}
                name="currentPassword"
                label="Current password"
                autoComplete="current-password"
              />
            ) : null}
            <PasswordField control={form.control} name="newPassword" label="New password" autoComplete="new-password" />
          </AuthForm>
        </div>
      </Section>
    </AccountPage>
  );
}
