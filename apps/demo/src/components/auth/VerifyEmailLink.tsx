import { hasCode } from "@latchkey/react";
import { CircleCheckIcon, MailCheckIcon, UserRoundIcon } from "lucide-react";
import { useState } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { FlowScreen } from "@/components/auth/FlowScreen";
import { Login } from "@/components/auth/Login";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice, ProblemNotice } from "@/components/auth/parts/Notice";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { useCheckedKey } from "@/components/auth/parts/useCheckedKey";
import { useUrlKey } from "@/components/auth/parts/useUrlKey";
import { Button } from "@/components/ui/button";
import { useAuth, useEmails, useLogout } from "@/lib/auth";

const TITLE = "Verify your email address";

/** The target of the link in a verification mail. Requires a click: mail programs open links to scan them. */
export function VerifyEmailLink() {
  const key = useUrlKey();
  const { status } = useAuth();
  if (key === null)
    return (
      <Unusable>
        <Notice kind="info">
          Open the link in the email. Without it, this page does not know which address to verify.
        </Notice>
      </Unusable>
    );
  if (key === undefined || status === "loading") return <Loading />;
  return <WithKey key={key} emailKey={key} />;
}

function Unusable({ children }: { children: React.ReactNode }) {
  const { paths } = useAuthUi();
  return (
    <AuthCard title={TITLE} icon={<MailCheckIcon aria-hidden="true" />}>
      {children}
      <ButtonLink href={paths.home}>Continue</ButtonLink>
    </AuthCard>
  );
}

function WithKey({ emailKey }: { emailKey: string }) {
  const { user } = useAuth();
  const { checkKey, verify, isPending } = useEmails();
  const { info, problem, setProblem } = useCheckedKey(emailKey, checkKey);
  const [isDone, setDone] = useState(false);
  /** The logged-in user when the address turned out to be another account's; null is none. */
  const [refused, setRefused] = useState<string | null | undefined>(undefined);
  const fail = (error: Error) => {
    // The key was valid a moment ago: if it is not now, the address was added to another account than this one.
    const isElsewhere = hasCode(error, user === null ? "not_authenticated" : "invalid_or_expired_key");
    if (isElsewhere) setRefused(user?.id ?? null);
    else setProblem(error);
  };

  if (isDone || info?.isVerified) return <Verified />;
  if (refused !== undefined && (user === null || user.id === refused)) return <LogInFirst />;
  if (problem !== null)
    return (
      <Unusable>
        <ProblemNotice error={problem} />
      </Unusable>
    );
  if (info === null) return <Loading />;
  return (
    <AuthCard
      title={TITLE}
      icon={<MailCheckIcon aria-hidden="true" />}
      lead={
        <>
          Is <strong>{info.email}</strong> yours?
        </>
      }
    >
      <ActionButton isPending={isPending} onClick={() => void verify(emailKey).then(() => setDone(true), fail)}>
        Yes, verify it
      </ActionButton>
    </AuthCard>
  );
}

/** The address was added to an account and can be verified only there. This page keeps the key until then. */
function LogInFirst() {
  const auth = useAuth();
  const { logout, isPending } = useLogout();
  const title = "Log in to verify this address";
  if (auth.status === "pending") return <FlowScreen />;
  if (auth.status !== "authenticated")
    return <Login title={title} lead="Log in to the account this address belongs to. You will then return here." />;
  return (
    <AuthCard title={title} icon={<UserRoundIcon aria-hidden="true" />}>
      <Notice kind="info">
        You are logged in as <strong>{auth.user.display}</strong>, but this address belongs to another account. Log out,
        then log in to that account.
      </Notice>
      <ActionButton isPending={isPending} onClick={() => void logout()}>
        Log out
      </ActionButton>
    </AuthCard>
  );
}

function Verified() {
  const { status, dismissEnded } = useAuth();
  const { navigate, paths } = useAuthUi();
  const isAnonymous = status !== "authenticated" && status !== "pending";
  const goOn = () => {
    // This page has already shown it.
    dismissEnded();
    navigate(isAnonymous ? paths.login : paths.home);
  };
  return (
    <AuthCard
      title="Your email address is verified"
      icon={<CircleCheckIcon aria-hidden="true" />}
      lead={isAnonymous ? "Thank you. You can log in now." : "Thank you."}
    >
      <Button onClick={goOn}>{isAnonymous ? "Log in" : "Continue"}</Button>
    </AuthCard>
  );
}
