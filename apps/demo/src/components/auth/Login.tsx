import { MailIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { PasskeyLoginButton } from "@/components/auth/PasskeyLoginButton";
import { PasswordLogin } from "@/components/auth/PasswordLogin";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ProviderButtons } from "@/components/auth/parts/ProviderButtons";
import { ButtonLink, TextLink } from "@/components/auth/parts/TextLink";
import { FieldSeparator } from "@/components/ui/field";
import { useAuth } from "@/lib/auth";

interface LoginProps {
  /** For a page that requires a login first. */
  title?: string;
  lead?: ReactNode;
  icon?: ReactNode;
  /** Asks for the email address first, and then for the password. */
  identifierFirst?: boolean;
}

/** Every login method that the server offers, in one card. */
export function Login({ title = "Log in", lead, icon, identifierFirst = false }: LoginProps) {
  const { config } = useAuth();
  const { paths } = useAuthUi();
  const [identifier, setIdentifier] = useState<string | null>(null);
  const isAskingPassword = identifierFirst && identifier !== null;
  const hasOthers = config !== undefined && (config.social.providers.length > 0 || config.mfa.passkeyLogin);
  const hasOwn = config?.social.only !== true;
  return (
    <AuthCard
      title={title}
      lead={lead ?? (config === undefined ? "…" : `Welcome back to ${config.appName}.`)}
      icon={icon}
      footer={
        hasOwn ? (
          <span>
            New here? <TextLink href={paths.signup}>Sign up</TextLink>
          </span>
        ) : undefined
      }
    >
      {hasOthers && !isAskingPassword ? (
        <>
          <div className="flex flex-col gap-2.5">
            <ProviderButtons />
            {config.mfa.passkeyLogin ? <PasskeyLoginButton /> : null}
          </div>
          {hasOwn ? <FieldSeparator>or</FieldSeparator> : null}
        </>
      ) : null}
      {hasOwn ? (
        <PasswordLogin isStepwise={identifierFirst} identifier={identifier} setIdentifier={setIdentifier} />
      ) : null}
      {config?.account.loginByCode.isEnabled ? (
        <ButtonLink href={paths.loginByCode} variant="ghost">
          <MailIcon aria-hidden="true" />
          Log in with a code instead
        </ButtonLink>
      ) : null}
    </AuthCard>
  );
}
