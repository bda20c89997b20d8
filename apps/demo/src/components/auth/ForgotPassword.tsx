import { KeyRoundIcon, MailIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { TextField } from "@/components/auth/parts/fields";
import { IDENTIFIER_ALIASES, identify, inputKindOf, labelOf } from "@/components/auth/parts/identifier";
import { Notice } from "@/components/auth/parts/Notice";
import { TextLink } from "@/components/auth/parts/TextLink";
import { useAuth, usePassword } from "@/lib/auth";

export function ForgotPassword() {
  const { config } = useAuth();
  const { requestReset, ...status } = usePassword();
  const { paths } = useAuthUi();
  const form = useForm({ defaultValues: { identifier: "" } });
  const [sentTo, setSentTo] = useState<string | null>(null);
  const via =
    config === undefined || config.account.signup.phone === "off"
      ? (["email"] as const)
      : (["email", "phone"] as const);
  if (sentTo !== null) return <Sent to={sentTo} />;
  return (
    <AuthCard
      title="Forgot your password?"
      lead="We will send you instructions to set a new one."
      icon={<KeyRoundIcon aria-hidden="true" />}
      footer={<TextLink href={paths.login}>Back to login</TextLink>}
    >
      <AuthForm
        form={form}
        status={status}
        submit="Continue"
        aliases={IDENTIFIER_ALIASES}
        onSubmit={async ({ identifier }) => {
          const contact = identify(identifier, via);
          const state = await requestReset("phone" in contact ? contact : { email: identifier });
          // With a code, the next step is shown automatically.
          if (state.status === "anonymous") setSentTo(identifier);
        }}
      >
        <TextField control={form.control} name="identifier" required label={labelOf(via)} {...inputKindOf(via)} />
      </AuthForm>
    </AuthCard>
  );
}

function Sent({ to }: { to: string }) {
  const { Hint, paths } = useAuthUi();
  return (
    <AuthCard
      title="Check your email"
      icon={<MailIcon aria-hidden="true" />}
      lead={
        <>
          If there is an account for <strong>{to}</strong>, a link is on its way.
        </>
      }
      footer={<TextLink href={paths.login}>Back to login</TextLink>}
    >
      <Notice kind="info">The link expires in one hour and works only once.</Notice>
      <Hint about="mail" />
    </AuthCard>
  );
}
