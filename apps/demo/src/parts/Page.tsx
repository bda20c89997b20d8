import { type ReactNode, useEffect, useRef } from "react";

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** "wide" for lists and settings; forms are best narrow. */
  width?: "narrow" | "wide";
  children?: ReactNode;
}

let lastTitle: string | null = null;

/** One page: names the document, and moves the focus to its heading, so that a screen reader says where one is. */
export function Page({ title, lead, width = "narrow", children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Latchkey demo`;
    // The browser has just announced the first page itself.
    if (lastTitle !== null && lastTitle !== title) heading.current?.focus();
    lastTitle = title;
  }, [title]);
  return (
    <div className={`page page-${width}`}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
