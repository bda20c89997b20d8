import type { EmailKeyInfo } from "@latchkey/server/types";
import { useEffect, useEffectEvent, useState } from "react";
import { usePlace } from "../navigation.ts";
import { Button } from "../parts/Button.tsx";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useAuth, useEmails } from "../trpc.ts";

/** Where the link of a verification mail leads. Asks first: mail programs open links to look at them. */
export function VerifyEmailLink() {
  const { key } = usePlace();
  if (key !== null) return <WithKey key={key} emailKey={key} />;
  return (
    <Page title="Verify your address">
      <Notice kind="info">Open the link in the mail; this page alone does not know which address to verify.</Notice>
      <Link to="/">Go on</Link>
    </Page>
  );
}

function WithKey({ emailKey }: { emailKey: string }) {
  const { checkKey, verify, isPending } = useEmails();
  const [info, setInfo] = useState<EmailKeyInfo | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isDone, setDone] = useState(false);
  // `checkKey` uses nothing up, so that it does no harm to run twice.
  const check = useEffectEvent(() => checkKey(emailKey).then(setInfo, setProblem));
  useEffect(() => void check(), []);

  if (isDone) return <Verified />;
  if (problem !== null)
    return (
      <Page title="Verify your address">
        <ProblemList error={problem} />
        <Link to="/">Go on</Link>
      </Page>
    );
  if (info === null) return <p className="loading">Loading …</p>;
  return (
    <Page
      title="Verify your address"
      lead={
        <>
          Is <strong>{info.email}</strong> yours?
        </>
      }
    >
      <Button look="primary" {...{ isPending }} onClick={() => verify(emailKey).then(() => setDone(true), setProblem)}>
        Yes, verify it
      </Button>
    </Page>
  );
}

function Verified() {
  const { status } = useAuth();
  const isIn = status === "authenticated";
  return (
    <Page title="Your address is verified" lead={isIn ? "Thank you." : "Thank you. You can log in now."}>
      <Link to={isIn ? "/" : "/login"} className="button button-primary">
        {isIn ? "Go on" : "Log in"}
      </Link>
    </Page>
  );
}
