import { hasCode } from "@latchkey/react";
import { useEffect, useEffectEvent, useState } from "react";
import { navigate } from "../navigation.ts";
import { Link } from "../parts/Link.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { useProviders } from "../trpc.ts";

/** Where a provider sends people back to: finishes the journey, and goes on to where it was to lead. */
export function ProviderCallback() {
  const { handleCallback } = useProviders();
  const [problem, setProblem] = useState<Error | null>(null);
  const arrive = useEffectEvent(() =>
    handleCallback().then(
      ({ callbackUrl, process }) => navigate(callbackUrl, process === "connect" ? "The account is connected." : null),
      setProblem,
    ),
  );
  // Safe to run twice: the answer is used once.
  useEffect(() => void arrive(), []);
  if (problem === null) return <p className="loading">One moment …</p>;
  return (
    <Page title="You are not logged in">
      {hasCode(problem, "access_denied") ? (
        <Notice kind="info">You did not log in at the provider.</Notice>
      ) : (
        <ProblemList error={problem} />
      )}
      <Link to="/login" className="button button-primary">
        Try again
      </Link>
    </Page>
  );
}
