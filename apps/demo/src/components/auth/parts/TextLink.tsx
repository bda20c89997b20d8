import { type LinkProps, useAuthUi } from "@/components/auth/AuthUi";
import { Button, type ButtonProps } from "@/components/ui/button";
import { cn } from "@/lib/utils";

/** A link within a text. */
export function TextLink({ className, ...rest }: LinkProps) {
  const { Link } = useAuthUi();
  return (
    <Link
      {...rest}
      className={cn(
        "rounded-sm font-medium text-foreground underline decoration-foreground/30 underline-offset-4 outline-none hover:decoration-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50",
        className,
      )}
    />
  );
}

/** A link that looks like a button. */
export function ButtonLink({ href, children, ...rest }: ButtonProps & { href: string }) {
  const { Link } = useAuthUi();
  return (
    <Button {...rest} asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}
