import { useState } from "react";
import { useForm } from "react-hook-form";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { HiddenUsername, PasswordField } from "@/components/auth/parts/fields";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { ProviderIcon } from "@/components/auth/parts/ProviderIcon";
import { FactorCodeForm } from "@/components/auth/steps/FactorCodeForm";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { useAuth, useFlow, useProviders } from "@/lib/auth";

type Step = { flow: FlowOf<"reauthenticate"> };
type Way = "password" | "code" | "passkey" | "provider";

const LABELS: Record<Way, string> = {
  password: "Use your password",
  code: "Use a code",
  passkey: "Use your passkey",
  provider: "Use a connected account",
};
const LEADS: Record<Way | "none", string> = {
  password: "Enter your password to continue.",
  code: "Enter a code to continue.",
  passkey: "Use your passkey to continue.",
  provider: "Log in again with a connected account. You will return to this page and can then repeat your last action.",
  none: "Your account has no password or passkey. Log out, log in again, then try again.",
};

/** Requires reauthentication over the current page; the waiting call then continues automatically. */
export function ReauthenticateDialog() {
  const flow = useFlow();
  return flow?.id === "reauthenticate" ? <OpenDialog flow={flow} /> : null;
}

function OpenDialog({ flow }: Step) {
  // Read before an element of the dialog takes the focus, which is returned there.
  const [opener] = useState(() => document.activeElement);
  return (
    <Dialog open onOpenChange={(isOn) => !isOn && flow.cancel()}>
      <DialogContent
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (opener instanceof HTMLElement) opener.focus();
        }}
      >
        <Question flow={flow} />
      </DialogContent>
    </Dialog>
  );
}

function Question({ flow }: Step) {
  const types = flow.flows.flatMap((one) => (one.id === "mfa_reauthenticate" ? (one.types ?? []) : []));
  const ways = waysOf(flow, types);
  const [way, setWay] = useState(ways[0]);
  const cancel = (
    <Button variant="outline" onClick={() => flow.cancel()}>
      Cancel
    </Button>
  );
  return (
    <>
      <DialogHeader>
        <DialogTitle>Confirm it's you</DialogTitle>
        <DialogDescription>{LEADS[way ?? "none"]}</DialogDescription>
      </DialogHeader>
      <div className="flex flex-col gap-4">
        {way === "password" ? <ByPassword flow={flow} cancel={cancel} /> : null}
        {way === "code" ? (
          <FactorCodeForm status={flow} types={types} onSubmit={flow.reauthenticateWithCode} beside={cancel} />
        ) : null}
        {way === "passkey" ? <ByPasskey flow={flow} cancel={cancel} /> : null}
        {way === "provider" ? <ByProvider flow={flow} cancel={cancel} /> : null}
        {way === undefined ? cancel : null}
      </div>
      {ways.length > 1 ? (
        <div className="-mb-2 flex flex-wrap gap-1 border-t pt-3">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Button key={other} variant="ghost" size="sm" onClick={() => setWay(other)}>
                {LABELS[other]}
              </Button>
            ))}
        </div>
      ) : null}
    </>
  );
}

function waysOf({ flows }: Step["flow"], types: readonly string[]): Way[] {
  const ways: Way[] = [];
  if (flows.some(({ id }) => id === "reauthenticate")) ways.push("password");
  if (types.some((type) => type !== "webauthn")) ways.push("code");
  if (types.includes("webauthn")) ways.push("passkey");
  if (flows.some(({ id }) => id === "provider_reauthenticate")) ways.push("provider");
  return ways;
}

interface WayProps extends Step {
  cancel: React.ReactNode;
}

function ByPassword({ flow, cancel }: WayProps) {
  const { user } = useAuth();
  const form = useForm({ defaultValues: { password: "" } });
  return (
    <AuthForm
      form={form}
      status={flow}
      submit="Confirm"
      onSubmit={({ password }) => flow.reauthenticate(password)}
      beside={cancel}
    >
      <HiddenUsername value={user?.display ?? ""} />
      <PasswordField
        control={form.control}
        name="password"
        label="Password"
        autoComplete="current-password"
        autoFocus
      />
    </AuthForm>
  );
}

function ByPasskey({ flow, cancel }: WayProps) {
  return (
    <>
      <ProblemNotice error={flow.error} />
      <div className="flex flex-wrap gap-2">
        <ActionButton autoFocus isPending={flow.isPending} onClick={() => void flow.reauthenticateWithPasskey()}>
          Use your passkey
        </ActionButton>
        {cancel}
      </div>
    </>
  );
}

/** A button for each provider where an account is connected; they leave the page. */
function ByProvider({ flow, cancel }: WayProps) {
  const { providers = [] } = useProviders();
  const ids = flow.flows.flatMap((one) => (one.id === "provider_reauthenticate" ? (one.providers ?? []) : []));
  return (
    <>
      <ProblemNotice error={flow.error} />
      <div className="flex flex-wrap gap-2">
        {providers
          .filter(({ id }) => ids.includes(id))
          .map(({ id, name }) => (
            <ActionButton
              key={id}
              variant="outline"
              isPending={flow.isPending}
              onClick={() => void flow.reauthenticateWithProvider(id)}
            >
              <ProviderIcon id={id} />
              Continue with {name}
            </ActionButton>
          ))}
        {cancel}
      </div>
    </>
  );
}
