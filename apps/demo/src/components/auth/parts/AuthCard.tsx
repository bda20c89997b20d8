import type { ReactNode } from "react";
import { Heading, Lead } from "@/components/auth/parts/Heading";
import { Card, CardContent, CardFooter, CardHeader } from "@/components/ui/card";

interface AuthCardProps {
  title: string;
  lead?: ReactNode;
  /** Above the title. */
  icon?: ReactNode;
  children?: ReactNode;
  /** Below the line at the bottom of the card. */
  footer?: ReactNode;
}

/** The single card in the middle of a page: a form, or a step. */
export function AuthCard({ title, lead, icon, children, footer }: AuthCardProps) {
  return (
    <Card className="mx-auto w-full max-w-[25rem] shadow-sm">
      <CardHeader className="px-6 pt-8 text-center sm:px-8">
        {icon === undefined ? null : (
          <div className="mx-auto mb-3 grid size-11 place-items-center rounded-full bg-brand-soft text-brand-soft-foreground [&>svg]:size-5">
            {icon}
          </div>
        )}
        <Heading title={title} />
        {lead === undefined ? null : <Lead>{lead}</Lead>}
      </CardHeader>
      <CardContent className="flex flex-col gap-5 px-6 pt-6 pb-8 sm:px-8">{children}</CardContent>
      {footer === undefined ? null : (
        <CardFooter className="justify-center px-6 text-center text-sm text-muted-foreground sm:px-8">
          {footer}
        </CardFooter>
      )}
    </Card>
  );
}
