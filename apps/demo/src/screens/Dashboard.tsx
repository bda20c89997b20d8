import { useEffect } from "react";
import { navigate, usePlace } from "../navigation.ts";
import { Page } from "../parts/Page.tsx";
import { useAuth } from "../trpc.ts";
import { Notes } from "./Notes.tsx";

/** What somebody who is logged in sees first. */
export function Dashboard() {
  const { path } = usePlace();
  const auth = useAuth();
  // Somebody who has just logged in is still at the login's address.
  useEffect(() => {
    if (path !== "/") navigate("/");
  }, [path]);
  if (auth.status !== "authenticated") return null;
  const { data } = auth.user;
  return (
    <Page
      title={`Hello, ${data.displayName}`}
      width="wide"
      lead="Only you can see these notes: the server looks them up by your session."
    >
      <Notes />
    </Page>
  );
}
