import type { ButtonHTMLAttributes, MouseEvent } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "primary" | "plain" | "quiet" | "danger";
  isPending?: boolean;
}

/**
 * A button that cannot be pressed twice: while its call is under way it is busy. It is not `disabled` then, which would
 * take the focus from whoever pressed it.
 */
export function Button({ look = "plain", isPending = false, onClick, ...rest }: ButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isPending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look}`}
      onClick={press}
      aria-busy={isPending}
      aria-disabled={isPending || undefined}
    />
  );
}
