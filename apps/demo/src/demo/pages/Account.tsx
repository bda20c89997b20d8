import { Outlet, useLocation } from "@tanstack/react-router";
import {
  AtSignIcon,
  FingerprintIcon,
  HistoryIcon,
  LockIcon,
  type LucideIcon,
  MonitorSmartphoneIcon,
  PlugIcon,
  SmartphoneIcon,
  Trash2Icon,
  UserRoundIcon,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { FlowScreen } from "@/components/auth/FlowScreen";
import { FIELD_LABELS } from "@/demo/fieldLabels";
import { useFlow } from "@/lib/auth";
import { cn } from "@/lib/utils";

const PAGES: readonly { path: string; label: string; Icon: LucideIcon }[] = [
  { path: "/account", label: "Profile", Icon: UserRoundIcon },
  { path: "/account/emails", label: "Email addresses", Icon: AtSignIcon },
  { path: "/account/phone", label: "Phone", Icon: SmartphoneIcon },
  { path: "/account/password", label: "Password", Icon: LockIcon },
  { path: "/account/security", label: "Security", Icon: FingerprintIcon },
  { path: "/account/connections", label: "Connections", Icon: PlugIcon },
  { path: "/account/sessions", label: "Sessions", Icon: MonitorSmartphoneIcon },
  { path: "/account/activity", label: "Recent activity", Icon: HistoryIcon },
  { path: "/account/delete", label: "Delete", Icon: Trash2Icon },
];

/** The account's pages; a pending change of address or number comes first. */
export function Account() {
  const flow = useFlow();
  const isWaiting = flow !== null && flow.id !== "reauthenticate" && flow.id !== "challenge";
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-6 md:grid-cols-[12rem_minmax(0,1fr)] md:gap-10">
      <AccountNavigation />
      {isWaiting ? <FlowScreen key={flow.id} labels={FIELD_LABELS} /> : <Outlet />}
    </div>
  );
}

/** A column next to the page; on a phone a line above it, which scrolls. */
function AccountNavigation() {
  const { pathname } = useLocation();
  const { Link } = useAuthUi();
  const list = useRef<HTMLUListElement>(null);
  // On a phone, the line would otherwise start with the first page, whichever is open.
  useEffect(() => {
    const current = list.current?.querySelector(`[href="${pathname}"]`);
    current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <nav aria-label="Account" className="-mx-4 min-w-0 sm:-mx-6 md:mx-0">
      <ul
        ref={list}
        className="flex gap-1 overflow-x-auto border-b px-4 pb-2 sm:px-6 md:sticky md:top-20 md:flex-col md:border-0 md:p-0"
      >
        {PAGES.map(({ path, label, Icon }) => {
          const isCurrent = path === pathname;
          return (
            <li key={path} className="shrink-0">
              <Link
                href={path}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "flex h-9 items-center gap-2.5 rounded-md px-3 text-sm whitespace-nowrap transition-colors outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 focus-visible:ring-inset [&>svg]:size-4 [&>svg]:text-muted-foreground",
                  isCurrent ? "bg-accent font-medium text-foreground [&>svg]:text-primary" : "text-muted-foreground",
                )}
              >
                <Icon aria-hidden="true" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
