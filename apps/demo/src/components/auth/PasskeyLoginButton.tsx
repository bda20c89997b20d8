import { FingerprintIcon } from "lucide-react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { useLogin } from "@/lib/auth";

export function PasskeyLoginButton() {
  const { loginWithPasskey, isPending, error } = useLogin();
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
