import { CircleCheckIcon, KeyRoundIcon } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { PasswordField } from "@/components/auth/parts/fields";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice, ProblemNotice } from "@/components/auth/parts/Notice";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { useCheckedKey } from "@/components/auth/parts/useCheckedKey";
import { useUrlKey } from "@/components/auth/parts/useUrlKey";
import { usePassword } from "@/lib/auth";

const TITLE = "Choose a new password";

/** The target of the link in a password mail. */
export function ResetPassword() {
  const key = useUrlKey();
  if (key === undefined) return <Loading />;
  if (key !== null) return <WithKey key={key} resetKey={key} />;
  return (
    <Unusable>
      <Notice kind="info">
        Open the link in the email. Without it, this page does not know whose password to reset.
      </Notice>
    </Unusable>
  );
}

function Unusable({ children }: { children: React.ReactNode }) {
  const { paths } = useAuthUi();
  return (
    <AuthCard title={TITLE} icon={<KeyRoundIcon aria-hidden="true" />}>
      {children}
      <ButtonLink href={paths.forgotPassword}>Request a new link</ButtonLink>
    </AuthCard>
  );
}

function WithKey({ resetKey }: { resetKey: string }) {
  const { paths } = useAuthUi();
  const { checkKey } = usePassword();
  const { info, problem } = useCheckedKey(resetKey, checkKey);
  const [isDone, setDone] = useState(false);

  if (isDone)
    return (
      <AuthCard
        title="Your password has been reset"
        lead="You have been logged out everywhere."
        icon={<CircleCheckIcon aria-hidden="true" />}
      >
        <ButtonLink href={paths.login}>Log in</ButtonLink>
      </AuthCard>
    );
  if (problem !== null)
    return (
      <Unusable>
        <ProblemNotice error={problem} />
      </Unusable>
    );
  if (info === null) return <Loading />;
  return <NewPassword resetKey={resetKey} display={info.user.display} onDone={() => setDone(true)} />;
}

function NewPassword({ resetKey, display, onDone }: { resetKey: string; display: string; onDone(): void }) {
  const { navigate, paths } = useAuthUi();
  const { reset, ...status } = usePassword();
  const form = useForm({ defaultValues: { password: "" } });
  return (
    <AuthCard
      title={TITLE}
      icon={<KeyRoundIcon aria-hidden="true" />}
      lead={
        <>
          Set a new password for <strong>{display}</strong>.
        </>
      }
    >
      <AuthForm
        form={form}
        status={status}
        submit="Set password"
        onSubmit={async ({ password }) => {
          const state = await reset({ key: resetKey, password });
          if (state.status === "anonymous") onDone();
          else navigate(paths.home);
        }}
      >
        <PasswordField control={form.control} name="password" label="New password" autoComplete="new-password" />
      </AuthForm>
    </AuthCard>
  );
}
