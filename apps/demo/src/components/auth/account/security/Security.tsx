import { useState } from "react";
import { AuthenticatorApp } from "@/components/auth/account/security/AuthenticatorApp";
import { Passkeys } from "@/components/auth/account/security/Passkeys";
import { RecoveryCodes } from "@/components/auth/account/security/RecoveryCodes";
import { SaveRecoveryCodes } from "@/components/auth/account/security/SaveRecoveryCodes";
import { TrustedBrowsers } from "@/components/auth/account/security/TrustedBrowsers";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { AccountPage } from "@/components/auth/parts/Section";
import { useAuth, useMfa } from "@/lib/auth";

/** Second factors, passkeys, and the browsers that skip them. */
export function Security() {
  const { config } = useAuth();
  const { authenticators = [], isLoading, loadError } = useMfa();
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes !== null) return <SaveRecoveryCodes codes={codes} onDone={() => setCodes(null)} />;
  const { types = [], trust = false } = config?.mfa ?? {};
  const parts = { authenticators, onCodes: (made: string[] | undefined) => setCodes(made ?? null) };
  return (
    <AccountPage
      title="Security"
      lead="Passkeys and second factors, in addition to your password or instead of it."
      isLoading={config === undefined || isLoading}
    >
      <ProblemNotice error={loadError} />
      {types.includes("webauthn") ? <Passkeys {...parts} /> : null}
      {types.includes("totp") ? <AuthenticatorApp {...parts} /> : null}
      {types.includes("recovery_codes") ? <RecoveryCodes {...parts} /> : null}
      {trust ? <TrustedBrowsers /> : null}
    </AccountPage>
  );
}
