import { FingerprintIcon, LockIcon, UserRoundXIcon } from "lucide-react";
import { useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice } from "@/components/auth/parts/Notice";
import type { FieldLabels } from "@/components/auth/parts/OwnFields";
import { ProviderButtons } from "@/components/auth/parts/ProviderButtons";
import { TextLink } from "@/components/auth/parts/TextLink";
import { SignupForm } from "@/components/auth/SignupForm";
import { Button } from "@/components/ui/button";
import { FieldSeparator } from "@/components/ui/field";
import { useAuth } from "@/lib/auth";

/** @param labels the labels of the app's own fields */
export function Signup({ labels }: { labels?: FieldLabels | undefined }) {
  const { config } = useAuth();
  const { paths } = useAuthUi();
  const [isByPasskey, setByPasskey] = useState(false);
  if (config === undefined) return <Loading />;
  const footer = (
    <span>
      Already have an account? <TextLink href={paths.login}>Log in</TextLink>
    </span>
  );
  if (!config.account.signup.isOpen)
    return (
      <AuthCard title="Sign up" icon={<UserRoundXIcon aria-hidden="true" />} footer={footer}>
        <Notice kind="info">Signup is currently closed.</Notice>
      </AuthCard>
    );
  return (
    <AuthCard title="Sign up" lead={`Create your account at ${config.appName}.`} footer={footer}>
      {config.social.providers.length === 0 ? null : (
        <>
          <div className="flex flex-col gap-2.5">
            <ProviderButtons />
          </div>
          <FieldSeparator>or</FieldSeparator>
        </>
      )}
      <SignupForm account={config.account} isByPasskey={isByPasskey} labels={labels} />
      {config.mfa.passkeySignup ? (
        <Button variant="ghost" onClick={() => setByPasskey(!isByPasskey)}>
          {isByPasskey ? <LockIcon aria-hidden="true" /> : <FingerprintIcon aria-hidden="true" />}
          {isByPasskey ? "Use a password instead" : "Use a passkey instead"}
        </Button>
      ) : null}
    </AuthCard>
  );
}
