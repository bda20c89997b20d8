import { hasCode } from "@latchkey/react";
import type { EmailKeyInfo } from "@latchkey/server/types";
import { useEffect, useEffectEvent, useState } from "react";
import { FlowScreen } from "../flow/FlowScreen.tsx";
import { navigate, usePlace } from "../navigation.ts";
import { Button } from "../parts/Button.tsx";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useAuth, useEmails, useLogout } from "../trpc.ts";
import { Login } from "./Login.tsx";

/** Where the link of a verification mail leads. Asks first: mail programs open links to look at them. */
export function VerifyEmailLink() {
  const { key } = usePlace();
  const { status } = useAuth();
  if (key === null)
    return (
      <Page title="Verify your email address">
        <Notice kind="info">
          Open the link in the email. Without it, this page does not know which address to verify.
        </Notice>
        <Link to="/">Continue</Link>
      </Page>
    );
  if (status === "loading") return <p className="loading">Loading…</p>;
  return <WithKey key={key} emailKey={key} />;
}

function WithKey({ emailKey }: { emailKey: string }) {
  const { user } = useAuth();
  const { checkKey, verify, isPending } = useEmails();
  const [info, setInfo] = useState<EmailKeyInfo | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isDone, setDone] = useState(false);
  /** Who was logged in when the address turned out to be another account's; null is nobody. */
  const [refused, setRefused] = useState<string | null | undefined>(undefined);
  // `checkKey` uses nothing up, so that it does no harm to run twice.
  const check = useEffectEvent(() => checkKey(emailKey).then(setInfo, setProblem));
  useEffect(() => void check(), []);
  const fail = (error: Error) => {
    // The key was good a moment ago: where it is not, the address was added to another account than this one.
    const isElsewhere = hasCode(error, user === null ? "not_authenticated" : "invalid_or_expired_key");
    if (isElsewhere) setRefused(user?.id ?? null);
    else setProblem(error);
  };

  if (isDone || info?.isVerified) return <Verified />;
  if (refused !== undefined && (user === null || user.id === refused)) return <LogInFirst />;
  if (problem !== null)
    return (
      <Page title="Verify your email address">
        <ProblemList error={problem} />
        <Link to="/">Continue</Link>
      </Page>
    );
  if (info === null) return <p className="loading">Loading…</p>;
  return (
    <Page
      title="Verify your email address"
      lead={
        <>
          Is <strong>{info.email}</strong> yours?
        </>
      }
    >
      <Button look="primary" isPending={isPending} onClick={() => verify(emailKey).then(() => setDone(true), fail)}>
        Yes, verify it
      </Button>
    </Page>
  );
}

/** The address was added to an account: only there it can be verified. This page keeps the key until then. */
function LogInFirst() {
  const auth = useAuth();
  const { logout, isPending } = useLogout();
  if (auth.status === "pending") return <FlowScreen />;
  if (auth.status !== "authenticated")
    return (
      <Login
        title="Log in to verify this address"
        lead="Log in to the account that this address belongs to, and you will return here."
      />
    );
  return (
    <Page title="Log in to verify this address">
      <Notice kind="info">
        You are logged in as <strong>{auth.user.display}</strong>, but this address belongs to another account. Log out,
        then log in to that account.
      </Notice>
      <Button look="primary" isPending={isPending} onClick={() => logout().catch(() => {})}>
        Log out
      </Button>
    </Page>
  );
}

function Verified() {
  const { status, dismissEnded } = useAuth();
  const isAnonymous = status !== "authenticated" && status !== "pending";
  const goOn = () => {
    // The page has said it.
    dismissEnded();
    navigate(isAnonymous ? "/login" : "/");
  };
  return (
    <Page title="Your email address is verified">
      <Notice kind="success">{isAnonymous ? "Thank you. You can log in now." : "Thank you."}</Notice>
      <div className="form-actions">
        <Button look="primary" onClick={goOn}>
          {isAnonymous ? "Log in" : "Continue"}
        </Button>
      </div>
    </Page>
  );
}
