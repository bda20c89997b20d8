import { type ComponentType, useEffect, useRef } from "react";
import { EndedScreen } from "./flow/EndedScreen.tsx";
import { FlowScreen } from "./flow/FlowScreen.tsx";
import { type Place, usePlace } from "./navigation.ts";
import { Button } from "./parts/Button.tsx";
import { Notice } from "./parts/Notice.tsx";
import { Page } from "./parts/Page.tsx";
import { AccountScreen } from "./screens/account/AccountScreen.tsx";
import { Dashboard } from "./screens/Dashboard.tsx";
import { ForgotPassword } from "./screens/ForgotPassword.tsx";
import { Login } from "./screens/Login.tsx";
import { LoginByCode } from "./screens/LoginByCode.tsx";
import { Mailbox } from "./screens/Mailbox.tsx";
import { NotFound } from "./screens/NotFound.tsx";
import { Options } from "./screens/Options.tsx";
import { ProviderCallback } from "./screens/ProviderCallback.tsx";
import { ResetPassword } from "./screens/ResetPassword.tsx";
import { Signup } from "./screens/Signup.tsx";
import { VerifyEmailLink } from "./screens/VerifyEmailLink.tsx";
import { Welcome } from "./screens/Welcome.tsx";
import { useAuth } from "./trpc.ts";

/** Pages that are the same for everybody, whatever is under way. */
const open: Readonly<Record<string, ComponentType>> = {
  "/dev/mail": Mailbox,
  "/options": Options,
  "/verify-email": VerifyEmailLink,
  "/reset-password": ResetPassword,
  "/auth/callback/local": ProviderCallback,
};

/** Pages for somebody who is not logged in; who is, is sent on to the dashboard. */
const anonymous: Readonly<Record<string, ComponentType>> = {
  "/": Welcome,
  "/login": Login,
  "/login/code": LoginByCode,
  "/signup": Signup,
  "/forgot-password": ForgotPassword,
};

/** The page for where the app is and who is logged in. */
export function Screen() {
  const place = usePlace();
  const { path } = place;
  const auth = useAuth();
  const Open = open[path];
  useDismissalOnMove(place, Open !== undefined);
  if (Open !== undefined) return <Open />;
  if (auth.status === "loading") return <p className="loading">Loading…</p>;
  if (auth.status === "error") return <Unreachable />;
  if (auth.status === "pending") return <FlowScreen />;
  if (auth.ended !== null) return <EndedScreen ended={auth.ended} dismiss={auth.dismissEnded} />;
  const Anonymous = anonymous[path];
  const isAccount = path === "/account" || path.startsWith("/account/");
  if (auth.status === "authenticated") {
    if (isAccount) return <AccountScreen />;
    return Anonymous === undefined ? <NotFound /> : <Dashboard />;
  }
  // The address stays: after the login one is where one wanted to go.
  if (isAccount) return <Login />;
  return Anonymous === undefined ? <NotFound /> : <Anonymous />;
}

/** Whoever goes on to another page has read why a step ended; pages that are the same for everybody do not show it. */
function useDismissalOnMove(place: Place, isOpen: boolean): void {
  const { ended, dismissEnded } = useAuth();
  const shownAt = useRef<Place | null>(null);
  useEffect(() => {
    if (ended === null) shownAt.current = null;
    else if (shownAt.current === null) shownAt.current = isOpen ? null : place;
    else if (shownAt.current !== place) dismissEnded();
  }, [ended, place, isOpen, dismissEnded]);
}

function Unreachable() {
  return (
    <Page title="Something went wrong">
      <Notice kind="error">The server could not be reached.</Notice>
      <Button look="primary" onClick={() => location.reload()}>
        Try again
      </Button>
    </Page>
  );
}
