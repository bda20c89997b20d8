import type { TotpSetup } from "@latchkey/server/types";
import { useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ofType, type SecurityPart } from "@/components/auth/account/security/part";
import { TotpSetupForm } from "@/components/auth/account/security/TotpSetupForm";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Section } from "@/components/auth/parts/Section";
import { useMfa } from "@/lib/auth";

export function AuthenticatorApp({ authenticators, onCodes }: SecurityPart) {
  const { notify } = useAuthUi();
  const { totp, actions, isPending, error } = useMfa();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const [active] = ofType(authenticators, "totp");
  const remove = () => void totp.deactivate({ onSuccess: () => notify("Authenticator app removed.") });
  return (
    <Section
      title="Authenticator app"
      text={
        active === undefined ? (
          "An app on your phone shows a new code every 30 seconds. You enter it when you log in."
        ) : (
          <>
            Active since <Moment at={active.createdAt} />
            {active.lastUsedAt === null ? null : (
              <>
                , last used <Moment at={active.lastUsedAt} />
              </>
            )}
            .
          </>
        )
      }
      aside={
        active !== undefined ? (
          <ConfirmButton
            title="Remove your authenticator app?"
            text="You will no longer be asked for its code when you log in."
            confirm="Remove authenticator app"
            isPending={isPending}
            onConfirm={remove}
          >
            Remove app
          </ConfirmButton>
        ) : setup === null ? (
          <ActionButton
            variant="outline"
            size="sm"
            isPending={isPending}
            onClick={() => void totp.begin({ onSuccess: setSetup })}
          >
            Set up app
          </ActionButton>
        ) : undefined
      }
    >
      <ProblemNotice error={error} />
      {active === undefined && setup !== null ? (
        <TotpSetupForm
          setup={setup}
          status={actions.totp.activate}
          onCancel={() => setSetup(null)}
          activate={async (code) => {
            const { recoveryCodes } = await totp.activate(code);
            setSetup(null);
            notify("Authenticator app activated.");
            onCodes(recoveryCodes);
          }}
        />
      ) : null}
    </Section>
  );
}
