import { Button } from "../parts/Button.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useProviders } from "../trpc.ts";

/** A button for each provider; they leave the page. */
export function ProviderButtons() {
  const { providers = [], redirect, isPending, error } = useProviders();
  if (providers.length === 0) return null;
  return (
    <div className="form-actions">
      <ProblemList error={error} />
      {providers.map(({ id, name }) => (
        <Button key={id} isPending={isPending} onClick={() => void redirect(id, { callbackUrl: "/" }).catch(() => {})}>
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}
