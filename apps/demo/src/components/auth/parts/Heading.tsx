import { type ReactNode, useEffect, useRef } from "react";
import { useAuth } from "@/lib/auth";
import { cn } from "@/lib/utils";

let lastTitle: string | null = null;

/**
 * The heading of a page: names the document, and takes the focus when the page has changed, so that a screen reader
 * announces it. A field with autofocus comes after it, and keeps the focus.
 */
export function Heading({ title, className }: { title: string; className?: string }) {
  const { config } = useAuth();
  const appName = config?.appName;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = appName === undefined ? title : `${title} · ${appName}`;
  }, [title, appName]);
  useEffect(() => {
    // The browser has already announced the first page itself.
    if (lastTitle !== null && lastTitle !== title) heading.current?.focus();
    lastTitle = title;
  }, [title]);
  return (
    <h1
      ref={heading}
      tabIndex={-1}
      className={cn("text-xl font-semibold tracking-tight outline-none [overflow-wrap:anywhere]", className)}
    >
      {title}
    </h1>
  );
}

/** The text below a heading. */
export function Lead({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <p
      className={cn(
        "text-sm leading-relaxed text-pretty text-muted-foreground [overflow-wrap:anywhere] [&_strong]:font-medium [&_strong]:text-foreground",
        className,
      )}
    >
      {children}
    </p>
  );
}
