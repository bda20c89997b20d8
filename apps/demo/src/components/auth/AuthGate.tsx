import { UnplugIcon } from "lucide-react";
import type { ReactNode } from "react";
import { EndedCard } from "@/components/auth/EndedCard";
import { FlowScreen } from "@/components/auth/FlowScreen";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice } from "@/components/auth/parts/Notice";
import type { FieldLabels } from "@/components/auth/parts/OwnFields";
import { Button } from "@/components/ui/button";
import { useAuth } from "@/lib/auth";

interface AuthGateProps {
  /** For a user. It only decides what is shown: what a server has rendered into it reaches everybody. */
  children: ReactNode;
  /** Shown instead while nobody is logged in: the login or the signup. */
  anonymous: ReactNode;
  /** The labels of the app's own signup fields. */
  labels?: FieldLabels | undefined;
}

/** A page for users, or what comes before it: a pending step, the reason why one has ended, or a login. */
export function AuthGate({ children, anonymous, labels }: AuthGateProps) {
  const auth = useAuth();
  if (auth.status === "loading") return <Loading />;
  if (auth.status === "error") return <Unreachable />;
  if (auth.status === "pending") return <FlowScreen labels={labels} />;
  if (auth.ended !== null) return <EndedCard ended={auth.ended} dismiss={auth.dismissEnded} />;
  return auth.status === "authenticated" ? children : anonymous;
}

function Unreachable() {
  return (
    <AuthCard title="Something went wrong" icon={<UnplugIcon aria-hidden="true" />}>
      <Notice kind="error">The server could not be reached.</Notice>
      <Button onClick={() => location.reload()}>Try again</Button>
    </AuthCard>
  );
}
