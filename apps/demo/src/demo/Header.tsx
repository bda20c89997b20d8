import { useLocation } from "@tanstack/react-router";
import { ClockIcon, CodeXmlIcon, InboxIcon, SlidersHorizontalIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { Button } from "@/components/ui/button";
import { openerIdOf, type Panel, toggleDock, useDock } from "@/demo/dock/dock";
import { LoginLink } from "@/demo/LoginLink";
import { useUnreadCount } from "@/demo/mailbox/mailbox";
import { durationOf, useClockAhead } from "@/demo/settings";
import { ThemeMenu } from "@/demo/ThemeMenu";
import { UserMenu } from "@/demo/UserMenu";
import { useAuth } from "@/lib/auth";
import { cn } from "@/lib/utils";

export function Header() {
  const { Link } = useAuthUi();
  const { pathname } = useLocation();
  const auth = useAuth();
  return (
    <header className="sticky top-0 z-30 h-14 border-b bg-background/85 backdrop-blur">
      <div className="flex h-full items-center gap-2 px-4 sm:gap-3 sm:px-6">
        <Link
          href="/"
          className="flex items-center gap-2.5 rounded-md font-semibold tracking-tight outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
        >
          <img src="/key.svg" alt="" width={26} height={26} />
          <span className="max-[26rem]:sr-only">Latchkey</span>
        </Link>
        <TurnedClock />
        <nav aria-label="Main" className="ml-auto flex items-center gap-0.5 sm:gap-1">
          <ButtonLink
            href="/options"
            variant="ghost"
            size="sm"
            aria-current={pathname === "/options" ? "page" : undefined}
          >
            <SlidersHorizontalIcon aria-hidden="true" className="sm:hidden" />
            <span className="max-sm:sr-only">Options</span>
          </ButtonLink>
          <MailboxButton />
          <PanelButton panel="hood" icon={<CodeXmlIcon aria-hidden="true" />}>
            <span className="max-md:sr-only">Under the hood</span>
          </PanelButton>
          <ThemeMenu />
          {auth.status === "authenticated" ? <UserMenu user={auth.user} /> : <LoginLink />}
        </nav>
      </div>
    </header>
  );
}

function PanelButton({ panel, icon, children }: { panel: Panel; icon: ReactNode; children: ReactNode }) {
  const isOpen = useDock().panel === panel;
  return (
    <Button
      id={openerIdOf(panel)}
      variant="ghost"
      size="sm"
      aria-expanded={isOpen}
      className={cn("relative max-md:px-2", isOpen ? "bg-accent" : undefined)}
      onClick={() => toggleDock(panel)}
    >
      {icon}
      {children}
    </Button>
  );
}

function MailboxButton() {
  const unread = useUnreadCount();
  return (
    <PanelButton panel="mailbox" icon={<InboxIcon aria-hidden="true" />}>
      <span className="max-md:sr-only">Mailbox</span>
      {unread === 0 ? null : (
        <span className="grid h-4.5 min-w-4.5 max-md:absolute max-md:-top-1 max-md:-right-0.5 place-items-center rounded-full bg-primary px-1 text-[0.6875rem] leading-none font-semibold text-primary-foreground tabular-nums">
          <span>
            {unread}
            <span className="sr-only"> new</span>
          </span>
        </span>
      )}
    </PanelButton>
  );
}

/** Shows that the server's time differs from the real time. */
function TurnedClock() {
  const ahead = useClockAhead();
  const { Link } = useAuthUi();
  if (ahead === 0) return null;
  return (
    <Link
      href="/options"
      className="flex items-center gap-1.5 rounded-full bg-brand-soft px-2 py-1 text-xs font-medium whitespace-nowrap text-brand-soft-foreground outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
    >
      <ClockIcon className="size-3.5" aria-hidden="true" />
      <span>
        {durationOf(ahead)} <span className="max-sm:sr-only">ahead</span>
      </span>
    </Link>
  );
}
