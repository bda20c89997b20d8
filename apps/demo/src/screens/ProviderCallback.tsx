import { authErrorOf, hasCode } from "@latchkey/react";
import { useEffect, useEffectEvent, useState } from "react";
import { navigate } from "../navigation.ts";
import { Button } from "../parts/Button.tsx";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useAuth, useLogout, useProviders } from "../trpc.ts";

/** Where a provider sends people back to: finishes the journey, and goes on to where it was to lead. */
export function ProviderCallback() {
  const { handleCallback } = useProviders();
  const [problem, setProblem] = useState<Error | null>(null);
  const finish = useEffectEvent(() =>
    handleCallback().then(
      ({ callbackUrl, process }) =>
        // Whoever goes back later does not come to this page again, which has nothing more to do.
        navigate(callbackUrl, process === "connect" ? "Account connected." : null, { replace: true }),
      setProblem,
    ),
  );
  // Safe to run twice: the answer is used once.
  useEffect(() => void finish(), []);
  return problem === null ? <p className="loading">One moment…</p> : <Failed problem={problem} />;
}

/** The journey failed; the error knows what it was for and where it was to lead, if the server still knew. */
function Failed({ problem }: { problem: Error }) {
  const auth = useAuth();
  const { process, callbackUrl = "/" } = authErrorOf(problem) ?? {};
  if (hasCode(problem, "already_authenticated") && auth.status === "authenticated")
    return <SomebodyElse callbackUrl={callbackUrl} display={auth.user.display} />;
  const isIn = auth.status === "authenticated";
  return (
    <Page
      title={process === "connect" ? "Account not connected" : isIn ? "Something went wrong" : "You are not logged in"}
    >
      {hasCode(problem, "access_denied") ? (
        <Notice kind="info">
          {process === "connect"
            ? "You did not give your consent at the provider."
            : "You did not complete the login at the provider."}
        </Notice>
      ) : (
        <ProblemList error={problem} />
      )}
      <Link to={isIn ? callbackUrl : "/login"} className="button button-primary">
        {isIn ? "Continue" : "Try again"}
      </Link>
    </Page>
  );
}

/** Somebody is logged in already, and came back from the provider as another person. */
function SomebodyElse({ display, callbackUrl }: { display: string; callbackUrl: string }) {
  const { logout, isPending } = useLogout();
  return (
    <Page title="You are already logged in">
      <Notice kind="info">
        You are logged in as <strong>{display}</strong>. To use the other account, log out first.
      </Notice>
      <div className="form-actions">
        <Link to={callbackUrl} className="button button-primary">
          Stay logged in
        </Link>
        <Button
          isPending={isPending}
          onClick={() =>
            logout().then(
              () => navigate("/login"),
              () => {},
            )
          }
        >
          Log out
        </Button>
      </div>
    </Page>
  );
}
