import { Outlet, useLocation, useMatches } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { AuthGate } from "@/components/auth/AuthGate";
import { FIELD_LABELS } from "@/demo/fieldLabels";
import { Dashboard } from "@/demo/pages/Dashboard";
import { LoginPage } from "@/demo/pages/LoginPage";
import { useAuth } from "@/lib/auth";

/** The page of the route, or what comes before it. */
export function Gate() {
  const { access = "open" } = useMatches().at(-1)?.staticData ?? {};
  useDismissalOnMove(access === "open");
  if (access === "open") return <Outlet />;
  const isForUsers = access === "account";
  return (
    // The address is kept: after the login the user is on the requested page.
    <AuthGate labels={FIELD_LABELS} anonymous={isForUsers ? <LoginPage /> : <Outlet />}>
      {isForUsers ? <Outlet /> : <Dashboard />}
    </AuthGate>
  );
}

/**
 * A user who moves on to another page has read why a step ended; pages that are the same for everybody do not show it.
 */
function useDismissalOnMove(isOpen: boolean): void {
  const { ended, dismissEnded } = useAuth();
  const { href, state } = useLocation();
  const place = `${href} ${state.__TSR_key ?? ""}`;
  const shownAt = useRef<string | null>(null);
  useEffect(() => {
    if (ended === null) shownAt.current = null;
    else if (shownAt.current === null) shownAt.current = isOpen ? null : place;
    else if (shownAt.current !== place) dismissEnded();
  }, [ended, place, isOpen, dismissEnded]);
}
