import { XIcon } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { closeDock, type Panel, useDock, useIsWide } from "@/demo/dock/dock";
import { HoodPanel } from "@/demo/hood/HoodPanel";
import { MailboxPanel } from "@/demo/mailbox/MailboxPanel";
import { Scrollable } from "@/demo/Scrollable";

const PANELS: Record<Panel, { title: string; Content: () => ReactNode }> = {
  mailbox: { title: "Mailbox", Content: MailboxPanel },
  hood: { title: "Under the hood", Content: HoodPanel },
};

/** The panels that are available on every page: beside it where there is room, and over it from below on a phone. */
export function Dock() {
  const { panel } = useDock();
  const isWide = useIsWide();
  if (panel === null) return null;
  const { title, Content } = PANELS[panel];
  if (isWide)
    return (
      <Aside key={panel} title={title}>
        <Content />
      </Aside>
    );
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && closeDock()}>
      <SheetContent aria-describedby={undefined}>
        <Head title={<SheetTitle className="text-sm font-semibold tracking-tight">{title}</SheetTitle>} />
        <Scrollable label={`Content of ${title}`} className="min-h-0 flex-1">
          <Content />
        </Scrollable>
      </SheetContent>
    </Sheet>
  );
}

function Aside({ title, children }: { title: string; children: ReactNode }) {
  const { isAskedFor } = useDock();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isAskedFor) heading.current?.focus();
  }, [isAskedFor]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const isOpenDialog = document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
      if (event.key === "Escape" && !isOpenDialog) closeDock();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, []);
  return (
    <aside
      aria-label={title}
      className="fixed top-14 right-0 bottom-0 z-20 flex w-[25rem] flex-col border-l bg-card motion-safe:animate-in motion-safe:slide-in-from-right-8 motion-safe:fade-in-0"
    >
      <Head
        title={
          <h2 ref={heading} tabIndex={-1} className="text-sm font-semibold tracking-tight">
            {title}
          </h2>
        }
      />
      <Scrollable label={`Content of ${title}`} className="min-h-0 flex-1">
        {children}
      </Scrollable>
    </aside>
  );
}

function Head({ title }: { title: ReactNode }) {
  return (
    <div className="flex h-12 shrink-0 items-center justify-between border-b pr-2 pl-5">
      {title}
      <Button variant="ghost" size="icon" className="size-8" aria-label="Close panel" onClick={closeDock}>
        <XIcon aria-hidden="true" />
      </Button>
    </div>
  );
}
