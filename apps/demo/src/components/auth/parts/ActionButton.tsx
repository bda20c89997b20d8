import { LoaderCircleIcon } from "lucide-react";
import type { MouseEvent } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

interface ActionButtonProps extends ButtonProps {
  isPending?: boolean;
}

/**
 * A button that cannot be pressed twice: it is busy while its call is pending. It is not `disabled` then, which would
 * remove the focus from it.
 */
export function ActionButton({ isPending = false, onClick, children, ...rest }: ActionButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isPending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Button type="button" {...rest} onClick={press} aria-busy={isPending} aria-disabled={isPending || undefined}>
      {isPending ? <LoaderCircleIcon className="animate-spin" aria-hidden="true" /> : null}
      {children}
    </Button>
  );
}
