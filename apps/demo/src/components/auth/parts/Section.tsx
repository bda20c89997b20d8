import { type ReactNode, useId } from "react";
import { Heading, Lead } from "@/components/auth/parts/Heading";
import { LoadingSections } from "@/components/auth/parts/Loading";
import { Card } from "@/components/ui/card";

interface AccountPageProps {
  title: string;
  lead?: ReactNode;
  /** Whether a list of the page is still to come: what stands below it would move just as somebody clicks on it. */
  isLoading?: boolean;
  children?: ReactNode;
}

/**
 * A page of the account: its heading, which takes the focus and is therefore there at once, and its sections, which
 * appear together.
 */
export function AccountPage({ title, lead, isLoading = false, children }: AccountPageProps) {
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <div className="flex flex-col gap-1.5">
        <Heading title={title} className="text-2xl" />
        {lead === undefined ? null : <Lead>{lead}</Lead>}
      </div>
      {isLoading ? <LoadingSections /> : children}
    </div>
  );
}

interface SectionProps {
  title: string;
  text?: ReactNode;
  /** At the end of the title's line. */
  aside?: ReactNode;
  children?: ReactNode;
  /** Below the line at the bottom. */
  footer?: ReactNode;
}

/** A part of a page, in a frame. */
export function Section({ title, text, aside, children, footer }: SectionProps) {
  const id = useId();
  return (
    <Card role="region" aria-labelledby={id} className="overflow-hidden">
      <div className="flex flex-col gap-4 p-5 sm:p-6">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="flex min-w-0 flex-1 basis-56 flex-col gap-1">
            <h2 id={id} className="text-[0.9375rem] font-semibold tracking-tight">
              {title}
            </h2>
            {text === undefined ? null : <Lead>{text}</Lead>}
          </div>
          {aside}
        </div>
        {children}
      </div>
      {footer === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2 border-t bg-muted/60 px-5 py-3.5 sm:px-6">{footer}</div>
      )}
    </Card>
  );
}

/** A list of rows with lines between them. */
export function Rows({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y rounded-lg border empty:hidden">
      {children}
    </ul>
  );
}

interface RowProps {
  icon?: ReactNode;
  title: ReactNode;
  badges?: ReactNode;
  text?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** An item, with its description and its actions. */
export function Row({ icon, title, badges, text, actions, children }: RowProps) {
  return (
    <li className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        {icon === undefined ? null : (
          <span className="grid size-9 shrink-0 place-items-center rounded-md bg-secondary text-muted-foreground [&>svg]:size-4">
            {icon}
          </span>
        )}
        <div className="min-w-0 flex-1 basis-44">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium [overflow-wrap:anywhere]">{title}</span>
            {badges}
          </div>
          {text === undefined ? null : <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">{text}</p>}
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </li>
  );
}

/** Replaces an empty list. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <p className="rounded-lg border border-dashed px-4 py-6 text-center text-sm text-muted-foreground">{children}</p>
  );
}
