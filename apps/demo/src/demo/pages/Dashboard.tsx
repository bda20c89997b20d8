import { useQuery } from "@tanstack/react-query";
import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AccountPage } from "@/components/auth/parts/Section";
import { Invite } from "@/demo/pages/Invite";
import { DeleteNotes, ExportNotes, Notes } from "@/demo/pages/Notes";
import { useAuth } from "@/lib/auth";
import { useTRPC } from "@/lib/trpc";

/** The first page of a logged-in user. */
export function Dashboard() {
  // The rendered page: the address may already be the next one.
  const pathname = useMatches().at(-1)?.pathname ?? "/";
  const { navigate, paths } = useAuthUi();
  const auth = useAuth();
  // A user who has just logged in is still at the login's address.
  useEffect(() => {
    if (pathname !== paths.home) navigate(paths.home, { replace: true });
  }, [pathname, navigate, paths.home]);
  const notes = useQuery(useTRPC().notes.list.queryOptions(undefined, { enabled: auth.status === "authenticated" }));
  if (auth.status !== "authenticated") return null;
  return (
    <div className="mx-auto w-full max-w-2xl">
      <AccountPage
        title={`Hello, ${auth.user.data.displayName}`}
        lead="Only you can see these notes: the server looks them up by your session."
        isLoading={notes.isPending}
      >
        <Notes />
        <ExportNotes />
        <DeleteNotes />
        <Invite />
      </AccountPage>
    </div>
  );
}
