import type { ReactNode } from "react";
import { cn } from "@/lib/utils";

/** A scrolling region that can be reached with the keyboard. */
export function Scrollable({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable (axe: scrollable-region-focusable)
      tabIndex={0}
      className={cn(
        "overflow-auto outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50 focus-visible:ring-inset",
        className,
      )}
    >
      {children}
    </section>
  );
}
