import { useAuthUi } from "@/components/auth/AuthUi";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { ProviderIcon } from "@/components/auth/parts/ProviderIcon";
import { useProviders } from "@/lib/auth";

interface ProviderButtonsProps {
  /** The key of an invitation, which a new account accepts. */
  invitation?: string;
}

/** A button for each provider; they leave the page. */
export function ProviderButtons({ invitation }: ProviderButtonsProps) {
  const { paths } = useAuthUi();
  const { providers = [], redirect, isPending, error } = useProviders();
  if (providers.length === 0) return null;
  return (
    <>
      <ProblemNotice error={error} />
      {providers.map(({ id, name }) => (
        <ActionButton
          key={id}
          variant="outline"
          isPending={isPending}
          onClick={() => void redirect(id, { callbackUrl: paths.home, ...(invitation && { invitation }) })}
        >
          <ProviderIcon id={id} />
          Continue with {name}
        </ActionButton>
      ))}
    </>
  );
}
