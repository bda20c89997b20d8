import { LoaderCircleIcon } from "lucide-react";
import type { MouseEvent } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

interface ActionButtonProps extends ButtonProps {
  isPending?: boolean;
}

/**
 * A button that cannot be pressed twice: while its call is under way it is busy. It is not `disabled` then, which would
 * take the focus from whoever pressed it.
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
