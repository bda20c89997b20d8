import { useState } from "react";
import { Notice } from "../../../parts/Notice.tsx";
import { Page } from "../../../parts/Page.tsx";
import { ProblemList } from "../../../parts/ProblemList.tsx";
import { useAuth, useMfa } from "../../../trpc.ts";
import { AuthenticatorApp } from "./AuthenticatorApp.tsx";
import { Passkeys } from "./Passkeys.tsx";
import { NewRecoveryCodes, RecoveryCodesCard } from "./RecoveryCodesCard.tsx";
import { TrustedBrowsers } from "./TrustedBrowsers.tsx";

/** Second factors, passkeys, and the browsers that are not asked for them. */
export function Security() {
  const { config } = useAuth();
  const { authenticators, isLoading, loadError } = useMfa();
  const [made, setMade] = useState<string[] | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  if (config === undefined || isLoading) return <p className="loading">Loading…</p>;
  const { types, trust } = config.mfa;
  const added = (text: string, recoveryCodes?: string[]) => {
    setNotice(text);
    setMade(recoveryCodes ?? null);
  };
  const parts = { authenticators: authenticators ?? [], onTell: added };
  return (
    <Page title="Security" lead="What you log in with in addition to, or instead of, your password.">
      {notice === null ? null : <Notice kind="success">{notice}</Notice>}
      <ProblemList error={loadError} />
      {made === null ? null : <NewRecoveryCodes codes={made} onDone={() => setMade(null)} />}
      {types.includes("webauthn") ? <Passkeys {...parts} /> : null}
      {types.includes("totp") ? <AuthenticatorApp {...parts} /> : null}
      {types.includes("recovery_codes") ? <RecoveryCodesCard {...parts} /> : null}
      {trust ? <TrustedBrowsers /> : null}
    </Page>
  );
}
