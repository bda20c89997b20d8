import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { TextField } from "@/components/auth/parts/fields";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "@/components/auth/parts/identifier";
import { TextLink } from "@/components/auth/parts/TextLink";
import { useAuth, useLogin } from "@/lib/auth";

export function LoginByCode() {
  const { config } = useAuth();
  const { requestCode, ...status } = useLogin();
  const { paths } = useAuthUi();
  const form = useForm({ defaultValues: { identifier: "" } });
  const via = config?.account.loginByCode.via ?? ["email"];
  return (
    <AuthCard
      title="Log in with a code"
      lead="We will send you a code, so you do not need a password."
      footer={<TextLink href={paths.login}>Log in with a password instead</TextLink>}
    >
      <AuthForm
        form={form}
        status={status}
        submit="Send code"
        aliases={IDENTIFIER_ALIASES}
        onSubmit={({ identifier }) => {
          const contact = identify(identifier, via);
          return requestCode("phone" in contact ? contact : { email: identifier });
        }}
      >
        <TextField control={form.control} name="identifier" required label={labelOf(via)} {...inputKindOf(via)} />
      </AuthForm>
    </AuthCard>
  );
}
