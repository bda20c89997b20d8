import type { EndedFlow } from "@latchkey/server/types";
import { navigate } from "../navigation.ts";
import { Button } from "../parts/Button.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";

interface EndedScreenProps {
  ended: EndedFlow;
  dismiss(): void;
}

interface Told {
  title: string;
  text: string;
  kind: "success" | "error" | "info";
  /** What helps: to log in, or to begin once more on the page that is open. */
  next: "login" | "again";
}

/** What waited has ended: says why, in the place of its step. The page's heading has the focus, and so says it first. */
export function EndedScreen({ ended, dismiss }: EndedScreenProps) {
  const { title, text, kind, next } = tell(ended);
  return (
    <Page title={title}>
      <Notice kind={kind}>{text}</Notice>
      <div className="form-actions">
        {next === "login" ? (
          <Button look="primary" onClick={() => navigate("/login")}>
            Log in
          </Button>
        ) : (
          <Button look="primary" onClick={dismiss}>
            Start again
          </Button>
        )}
      </div>
    </Page>
  );
}

function tell({ flow, reason }: EndedFlow): Told {
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
        text: "An address or another security setting of your account was changed. Log in again.",
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
