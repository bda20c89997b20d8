import { useState } from "react";
import { ofType, type SecurityPart } from "@/components/auth/account/security/part";
import { CodeList } from "@/components/auth/account/security/SaveRecoveryCodes";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Section } from "@/components/auth/parts/Section";
import { Button } from "@/components/ui/button";
import { useAuth, useMfa } from "@/lib/auth";

/** How many codes are left, those codes, and new ones. */
export function RecoveryCodes({ authenticators, onCodes }: SecurityPart) {
  const { config } = useAuth();
  const { recoveryCodes, error, actions } = useMfa();
  const { get, generate } = actions.recoveryCodes;
  const [shown, setShown] = useState<string[] | null>(null);
  const [codes] = ofType(authenticators, "recovery_codes");
  if (authenticators.length === 0) return null;
  const renew = () => void recoveryCodes.generate({ onSuccess: ({ codes: made }) => onCodes(made ?? undefined) });
  const show = () => void recoveryCodes.get({ onSuccess: (found) => setShown(found.codes) });
  if (codes === undefined)
    return (
      <Section
        title="Recovery codes"
        text="You have none. Generate some so that a lost device does not lock you out."
        aside={
          <ActionButton variant="outline" size="sm" isPending={generate.isPending} onClick={renew}>
            Generate recovery codes
          </ActionButton>
        }
      >
        <ProblemNotice error={error} />
      </Section>
    );
  return (
    <Section
      title="Recovery codes"
      text={`${codes.unused} of ${codes.total} left.`}
      footer={
        <>
          {config?.mfa.recoveryCodesShownOnce ? null : shown === null ? (
            <ActionButton variant="outline" size="sm" isPending={get.isPending} onClick={show}>
              Show codes
            </ActionButton>
          ) : (
            <Button variant="outline" size="sm" onClick={() => setShown(null)}>
              Hide codes
            </Button>
          )}
          <ConfirmButton
            title="Generate new codes?"
            text="The codes you have saved will no longer work."
            confirm="Generate codes"
            isPending={generate.isPending}
            onConfirm={renew}
          >
            Generate new codes
          </ConfirmButton>
        </>
      }
    >
      <ProblemNotice error={error} />
      {shown === null ? null : <CodeList codes={shown} />}
    </Section>
  );
}
