import { Outlet, useLocation, useMatches } from "@tanstack/react-router";
import { UnplugIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { EndedCard } from "@/components/auth/EndedCard";
import { FlowScreen } from "@/components/auth/FlowScreen";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice } from "@/components/auth/parts/Notice";
import { Button } from "@/components/ui/button";
import { FIELD_LABELS } from "@/demo/fieldLabels";
import { Dashboard } from "@/demo/pages/Dashboard";
import { LoginPage } from "@/demo/pages/LoginPage";
import { useAuth } from "@/lib/auth";

/** The page of the route, or what comes before it: a pending step, the reason why one has ended, or a login. */
export function Gate() {
  const { access = "open" } = useMatches().at(-1)?.staticData ?? {};
  const auth = useAuth();
  useDismissalOnMove(access === "open");
  if (access === "open") return <Outlet />;
  if (auth.status === "loading") return <Loading />;
  if (auth.status === "error") return <Unreachable />;
  if (auth.status === "pending") return <FlowScreen labels={FIELD_LABELS} />;
  if (auth.ended !== null) return <EndedCard ended={auth.ended} dismiss={auth.dismissEnded} />;
  if (auth.status === "authenticated") return access === "account" ? <Outlet /> : <Dashboard />;
  // The address is kept: after the login the user is on the requested page.
  return access === "account" ? <LoginPage /> : <Outlet />;
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

function Unreachable() {
  return (
    <AuthCard title="Something went wrong" icon={<UnplugIcon aria-hidden="true" />}>
      <Notice kind="error">The server could not be reached.</Notice>
      <Button onClick={() => location.reload()}>Try again</Button>
    </AuthCard>
  );
}
