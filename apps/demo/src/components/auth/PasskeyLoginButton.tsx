import { FingerprintIcon } from "lucide-react";
import { useEffect } from "react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { useLogin } from "@/lib/auth";

/** Logs in with a passkey: with the button, or from the autofill of the field below it. */
export function PasskeyLoginButton() {
  const { loginWithPasskey, offerPasskeys, isPending, error } = useLogin();
  useEffect(() => offerPasskeys(), [offerPasskeys]);
  return (
    <>
      <ActionButton variant="outline" isPending={isPending} onClick={() => void loginWithPasskey()}>
        <FingerprintIcon aria-hidden="true" />
        Log in with a passkey
      </ActionButton>
      <ProblemNotice error={error} />
    </>
  );
}
