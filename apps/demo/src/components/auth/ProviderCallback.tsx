import { authErrorOf, hasCode } from "@latchkey/react";
import type { SocialProcess } from "@latchkey/server/types";
import { CircleSlashIcon, UsersRoundIcon } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice, ProblemNotice } from "@/components/auth/parts/Notice";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { useAuth, useLogout, useProviders } from "@/lib/auth";

/** The page to which a provider returns users: completes the redirect, and continues to its target. */
export function ProviderCallback() {
  const { navigate, notify } = useAuthUi();
  const { handleCallback } = useProviders();
  const [problem, setProblem] = useState<Error | null>(null);
  const finish = useEffectEvent(() =>
    handleCallback().then(({ callbackUrl, process }) => {
      if (process === "connect") notify("Account connected.");
      // The page was left for the provider, and what it waited for with it.
      if (process === "reauthenticate") notify("Identity confirmed. Please repeat your last action.");
      // Going back later skips this page, which has nothing more to do.
      navigate(callbackUrl, { replace: true });
    }, setProblem),
  );
  // Safe to run twice: the response is used once.
  useEffect(() => void finish(), []);
  return problem === null ? <Loading /> : <Failed problem={problem} />;
}

const TEXTS = {
  login: { title: "You are not logged in", denied: "You did not complete the login at the provider." },
  connect: { title: "Account not connected", denied: "You did not approve the connection at the provider." },
  reauthenticate: { title: "Not confirmed", denied: "You did not confirm it's you at the provider." },
} satisfies Record<SocialProcess, { title: string; denied: string }>;

/** The redirect failed; the error contains its purpose and its target, if the server still knew them. */
function Failed({ problem }: { problem: Error }) {
  const auth = useAuth();
  const { paths } = useAuthUi();
  const { process, callbackUrl = paths.home } = authErrorOf(problem) ?? {};
  if (hasCode(problem, "already_authenticated") && auth.status === "authenticated")
    return <SomebodyElse callbackUrl={callbackUrl} display={auth.user.display} />;
  const isIn = auth.status === "authenticated";
  const { title, denied } = process === undefined ? TEXTS.login : TEXTS[process];
  return (
    <AuthCard
      title={isIn && process !== "connect" && process !== "reauthenticate" ? "Something went wrong" : title}
      icon={<CircleSlashIcon aria-hidden="true" />}
    >
      {hasCode(problem, "access_denied") ? <Notice kind="info">{denied}</Notice> : <ProblemNotice error={problem} />}
      <ButtonLink href={isIn ? callbackUrl : paths.login}>{isIn ? "Continue" : "Try again"}</ButtonLink>
    </AuthCard>
  );
}

/** A user is already logged in, and returned from the provider as another user. */
function SomebodyElse({ display, callbackUrl }: { display: string; callbackUrl: string }) {
  const { navigate, paths } = useAuthUi();
  const { logout, isPending } = useLogout();
  return (
    <AuthCard title="You are already logged in" icon={<UsersRoundIcon aria-hidden="true" />}>
      <Notice kind="info">
        You are logged in as <strong>{display}</strong>. To use the other account, log out first.
      </Notice>
      <ButtonLink href={callbackUrl}>Stay logged in</ButtonLink>
      <ActionButton
        variant="outline"
        isPending={isPending}
        onClick={() => void logout({ onSuccess: () => navigate(paths.login) })}
      >
        Log out
      </ActionButton>
    </AuthCard>
  );
}
