import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { CheckboxField } from "@/components/auth/parts/fields";
import { AccountPage, Section } from "@/components/auth/parts/Section";
import { useAccount } from "@/lib/auth";

export function DeleteAccount() {
  const { navigate, notify, paths } = useAuthUi();
  const { remove, ...status } = useAccount();
  const form = useForm({ defaultValues: { sure: false } });
  return (
    <AccountPage
      title="Delete your account"
      lead="Your account and everything in it will be deleted immediately and permanently."
    >
      <Section title="Are you sure?" text="This cannot be undone.">
        <AuthForm
          form={form}
          status={status}
          submit="Delete my account"
          look="destructive"
          isNarrow
          onSubmit={async ({ sure }) => {
            if (!sure) {
              form.setError("sure", { message: "Tick the box to confirm." }, { shouldFocus: true });
              return;
            }
            await remove();
            notify("Your account has been deleted.");
            navigate(paths.home);
          }}
        >
          <CheckboxField control={form.control} name="sure" label="Yes, delete everything" />
        </AuthForm>
      </Section>
    </AccountPage>
  );
}
