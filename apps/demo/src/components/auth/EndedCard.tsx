import { CircleCheckIcon, CircleSlashIcon, TimerOffIcon } from "lucide-react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { Notice } from "@/components/auth/parts/Notice";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { Button } from "@/components/ui/button";
import type { useAuth } from "@/lib/auth";

type Ended = NonNullable<ReturnType<typeof useAuth>["ended"]>;

interface EndedCardProps {
  ended: Ended;
  dismiss(): void;
}

interface Description {
  title: string;
  text: string;
  kind: "success" | "error" | "info";
  /** The remedy: logging in, or starting again on the current page. */
  next: "login" | "again";
}

const ICONS = { success: CircleCheckIcon, error: CircleSlashIcon, info: TimerOffIcon };

/**
 * A flow has ended: states why, in place of its step. The card's heading has the focus, so that it is announced first.
 */
export function EndedCard({ ended, dismiss }: EndedCardProps) {
  const { paths } = useAuthUi();
  const { title, text, kind, next } = describe(ended);
  const Icon = ICONS[kind];
  return (
    <AuthCard title={title} icon={<Icon aria-hidden="true" />}>
      <Notice kind={kind}>{text}</Notice>
      {next === "login" ? (
        <ButtonLink href={paths.login}>Log in</ButtonLink>
      ) : (
        <Button onClick={dismiss}>Start again</Button>
      )}
    </AuthCard>
  );
}

function describe({ flow, reason }: Ended): Description {
  switch (reason) {
    case "verified": {
      const what = flow === "verify_phone" ? "phone number" : "email address";
      return { title: `Your ${what} is verified`, text: "You can log in now.", kind: "success", next: "login" };
    }
    case "expired":
      return { title: "This step has expired", text: "Nothing was lost. Start again.", kind: "info", next: "again" };
    case "attempts":
      return {
        title: "Too many wrong codes",
        kind: "error",
        next: "again",
        text: "To protect your account, this code no longer works. Start again.",
      };
    case "superseded":
      return {
        title: "Your account has changed",
        kind: "info",
        next: "login",
        text: "An address or security setting of your account was changed. Log in again.",
      };
    case "revoked":
      return {
        title: "This login was ended",
        kind: "info",
        next: "login",
        text: "Your password was changed, or the login was ended from another device. Log in again.",
      };
    default:
      return reason satisfies never;
  }
}
