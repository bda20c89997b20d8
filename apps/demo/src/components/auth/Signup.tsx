import type { AuthConfig } from "@latchkey/server/types";
import { FingerprintIcon, LockIcon, MailXIcon, UserRoundXIcon } from "lucide-react";
import { useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice } from "@/components/auth/parts/Notice";
import type { FieldLabels } from "@/components/auth/parts/OwnFields";
import { ProviderButtons } from "@/components/auth/parts/ProviderButtons";
import { TextLink } from "@/components/auth/parts/TextLink";
import { useCheckedKey } from "@/components/auth/parts/useCheckedKey";
import { useUrlKey } from "@/components/auth/parts/useUrlKey";
import { SignupForm } from "@/components/auth/SignupForm";
import { Button } from "@/components/ui/button";
import { FieldSeparator } from "@/components/ui/field";
import { useAuth, useSignup } from "@/lib/auth";

interface SignupProps {
  /** The labels of the app's own fields. */
  labels?: FieldLabels | undefined;
}

/** Signing up, or accepting an invitation: the target of its link has the key after `#key=`. */
export function Signup({ labels }: SignupProps) {
  const key = useUrlKey();
  return key == null ? <OpenSignup labels={labels} /> : <InvitedSignup key={key} invitation={key} labels={labels} />;
}

function InvitedSignup({ invitation, labels }: SignupProps & { invitation: string }) {
  const { config } = useAuth();
  const { checkInvitation } = useSignup();
  const { info, problem } = useCheckedKey(invitation, checkInvitation);
  if (problem !== null)
    return (
      <AuthCard title="Sign up" icon={<MailXIcon aria-hidden="true" />} footer={<LoginInstead />}>
        <Notice kind="error">This invitation has expired, or has already been used or withdrawn.</Notice>
      </AuthCard>
    );
  if (config === undefined || info === null) return <Loading />;
  return (
    <AuthCard title="Accept your invitation" lead={`Your account will use ${info.email}.`} footer={<LoginInstead />}>
      <SignupChoices config={config} invitation={invitation} labels={labels} />
    </AuthCard>
  );
}

function OpenSignup({ labels }: SignupProps) {
  const { config } = useAuth();
  if (config === undefined) return <Loading />;
  if (!config.account.signup.isOpen)
    return (
      <AuthCard title="Sign up" icon={<UserRoundXIcon aria-hidden="true" />} footer={<LoginInstead />}>
        <Notice kind="info">Signup is currently closed.</Notice>
      </AuthCard>
    );
  return (
    <AuthCard title="Sign up" lead={`Create your account at ${config.appName}.`} footer={<LoginInstead />}>
      <SignupChoices config={config} labels={labels} />
    </AuthCard>
  );
}

function LoginInstead() {
  const { paths } = useAuthUi();
  return (
    <span>
      Already have an account? <TextLink href={paths.login}>Log in</TextLink>
    </span>
  );
}

interface ChoicesProps extends SignupProps {
  config: AuthConfig;
  /** The key of an invitation, whose address is used. */
  invitation?: string;
}

/** The providers, and the form. */
function SignupChoices({ config, ...props }: ChoicesProps) {
  const { providers, only } = config.social;
  return (
    <>
      {providers.length === 0 ? null : (
        <>
          <div className="flex flex-col gap-2.5">
            <ProviderButtons {...(props.invitation && { invitation: props.invitation })} />
          </div>
          {only ? null : <FieldSeparator>or</FieldSeparator>}
        </>
      )}
      {only ? null : <SignupChoice config={config} {...props} />}
    </>
  );
}

/** The form, with a password or with a passkey. */
function SignupChoice({ config, invitation, labels }: ChoicesProps) {
  const [isByPasskey, setByPasskey] = useState(false);
  return (
    <>
      <SignupForm account={config.account} isByPasskey={isByPasskey} invitation={invitation} labels={labels} />
      {config.mfa.passkeySignup ? (
        <Button variant="ghost" onClick={() => setByPasskey(!isByPasskey)}>
          {isByPasskey ? <LockIcon aria-hidden="true" /> : <FingerprintIcon aria-hidden="true" />}
          {isByPasskey ? "Use a password instead" : "Use a passkey instead"}
        </Button>
      ) : null}
    </>
  );
}
