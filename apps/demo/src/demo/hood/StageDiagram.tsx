import type { FlowId } from "@latchkey/server/types";
import { CheckIcon } from "lucide-react";
import { useAuth, useFlow } from "@/lib/auth";
import { cn } from "@/lib/utils";

type StageId = FlowId | "challenge" | "start" | "session" | "accept_terms";

interface Stage {
  id: StageId;
  name: string;
  text: string;
}

/** In the order of `stages.ts` of the server. */
const STAGES: readonly Stage[] = [
  { id: "start", name: "Log in or sign up", text: "Password, code, passkey, provider or signup" },
  { id: "login_by_code", name: "login_by_code", text: "A code by email or text message" },
  { id: "verify_phone", name: "verify_phone", text: "The phone number is verified" },
  { id: "verify_email", name: "verify_email", text: "The email address is verified" },
  { id: "mfa_authenticate", name: "mfa_authenticate", text: "A second factor" },
  { id: "mfa_enroll", name: "mfa_enroll", text: "A required second factor is set up" },
  { id: "change_password", name: "change_password", text: "A breached password is replaced" },
  { id: "mfa_trust", name: "mfa_trust", text: "Trust this browser?" },
  { id: "mfa_signup_webauthn", name: "mfa_signup_webauthn", text: "A passkey for a new account" },
  { id: "session", name: "Session", text: "Logged in" },
];

/** The demo's own stage, where the options have it. */
const OWN: Stage = {
  id: "accept_terms",
  name: "accept_terms",
  text: "A stage of the app's own: server/acceptTerms.ts",
};

/** The steps outside the line, where a flow waits before it reaches the first stage. */
const BEFORE: readonly Stage[] = [
  { id: "password_reset_by_code", name: "password_reset_by_code", text: "A password reset waits for its code" },
  { id: "provider_signup", name: "provider_signup", text: "A signup waits for details the provider did not supply" },
];

/** The stages of a login, with the current one highlighted. */
export function StageDiagram() {
  const present = usePresentStage();
  const before = BEFORE.find(({ id }) => id === present);
  const all = present === OWN.id ? [...STAGES.slice(0, -1), OWN, ...STAGES.slice(-1)] : STAGES;
  const stages = before === undefined ? all : [all[0], before, ...all.slice(1)].filter((one) => one !== undefined);
  const reached = stages.findIndex(({ id }) => id === present);
  return (
    <ol className="flex flex-col">
      {stages.map((stage, index) => (
        <li key={stage.id} aria-current={index === reached ? "step" : undefined} className="group flex gap-3">
          <span className="flex flex-col items-center" aria-hidden="true">
            <Dot isPast={index < reached} isPresent={index === reached} />
            <span
              className={cn("my-0.5 w-px flex-1 group-last:hidden", index < reached ? "bg-primary" : "bg-border")}
            />
          </span>
          <span className="min-w-0 flex-1 pb-3 group-last:pb-0">
            <span
              className={cn(
                "block text-[0.8125rem] leading-5",
                index === reached ? "font-semibold text-foreground" : "text-muted-foreground",
                stage.id === stage.name ? "font-mono text-xs" : undefined,
              )}
            >
              {stage.name}
            </span>
            {index === reached ? (
              <span className="block text-[0.8125rem] text-muted-foreground">{stage.text}</span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Dot({ isPast, isPresent }: { isPast: boolean; isPresent: boolean }) {
  if (isPresent)
    return (
      <span className="grid size-5 place-items-center rounded-full bg-primary/20">
        <span className="size-2.5 rounded-full bg-primary" />
      </span>
    );
  return (
    <span className={cn("grid size-5 place-items-center rounded-full", isPast ? "text-primary" : undefined)}>
      {isPast ? (
        <CheckIcon className="size-3.5" />
      ) : (
        <span className="size-2 rounded-full border border-muted-foreground" />
      )}
    </span>
  );
}

function usePresentStage(): StageId {
  const { status } = useAuth();
  const flow = useFlow();
  if (status === "authenticated") return "session";
  return status === "pending" && flow !== null ? flow.id : "start";
}
