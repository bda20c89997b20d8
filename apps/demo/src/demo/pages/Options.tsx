import { type ReactNode, useState } from "react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { Heading, Lead } from "@/components/auth/parts/Heading";
import { Loading } from "@/components/auth/parts/Loading";
import { Notice } from "@/components/auth/parts/Notice";
import { Badge } from "@/components/ui/badge";
import { Code } from "@/demo/hood/Code";
import { ClockCard } from "@/demo/options/ClockCard";
import { Choice, type ChoiceName, Methods, type SwitchName, Toggle } from "@/demo/options/optionInputs";
import { printOptions } from "@/demo/options/printOptions";
import { useChangeSettings, useDemoSettings } from "@/demo/settings";
import { defaultSettings } from "../../../server/defaultSettings.ts";
import type { DemoSettings } from "../../../server/settings.ts";

/** The options of `createAuth` that a user may change while the app runs. */
export function Options() {
  const { data } = useDemoSettings();
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-8">
      <div className="flex flex-col gap-1.5">
        <Heading title="Try the options" className="text-2xl" />
        <Lead>Changes take effect immediately for everyone using this demo. Accounts are kept.</Lead>
      </div>
      {data === undefined ? <Loading /> : <Panel key={JSON.stringify(data)} settings={data} />}
    </div>
  );
}

/** By section: its settings, in their order. */
const SECTIONS: readonly { title: string; names: readonly (ChoiceName | SwitchName)[] }[] = [
  {
    title: "Signup and login",
    names: [
      "signupPhone",
      "signupPassword",
      "loginByCode",
      "signupOpen",
      "trustBrowser",
      "identifierFirst",
      "acceptTerms",
    ],
  },
  {
    title: "Verification and reset",
    names: [
      "emailVerification",
      "emailVerificationBy",
      "phoneVerification",
      "passwordResetBy",
      "breachedPasswords",
      "codeFormat",
      "textedCodes",
      "loginOnEmailVerification",
      "loginOnPasswordReset",
    ],
  },
  { title: "Social login", names: ["social", "autoSignup", "emailAuthentication", "autoConnect"] },
  {
    title: "Second factors and passkeys",
    names: [
      "totp",
      "passkeys",
      "passkeySignup",
      "passkeyUpgrade",
      "mfaTrust",
      "allowUnverifiedEmail",
      "totpDigits",
      "recoveryCodesShowOnce",
      "mfaRequired",
      "keepLastFactor",
    ],
  },
  {
    title: "Privacy and sessions",
    names: [
      "preventEnumeration",
      "challenge",
      "honeypot",
      "sessionLifetime",
      "reauthenticationTimeout",
      "reauthenticationFor",
      "language",
      "changeEmail",
      "logoutOnPasswordChange",
      "trackActivity",
      "maxSessions",
      "audit",
    ],
  },
  {
    title: "Emails to users",
    names: ["changeMails", "newLoginMails", "unfinishedLoginMails", "guessedLoginMails"],
  },
];

function Panel({ settings }: { settings: DemoSettings }) {
  const [draft, setDraft] = useState(settings);
  const change = useChangeSettings();
  const set = <Name extends keyof DemoSettings>(name: Name, value: DemoSettings[Name]) =>
    setDraft({ ...draft, [name]: value });
  const input = (name: ChoiceName | SwitchName) => {
    const value = draft[name];
    return typeof value === "boolean" ? (
      // A setting that is on or off is one of the switches: `SECTIONS` is checked against both tables.
      <Toggle key={name} name={name as SwitchName} value={value} set={set} />
    ) : (
      <Choice key={name} name={name as ChoiceName} value={value} set={set} />
    );
  };
  return (
    <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <form
        className="flex min-w-0 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(draft);
        }}
      >
        {SECTIONS.map(({ title, names }, index) => (
          <OptionSection key={title} title={title}>
            {index === 0 ? <Methods set={set} value={draft.loginMethods} /> : null}
            {names.map(input)}
          </OptionSection>
        ))}
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-3 border-t bg-background/95 px-4 py-3.5 backdrop-blur sm:mx-0 sm:rounded-t-xl sm:border-x">
          {change.isError ? <Notice kind="error">{change.error.message}</Notice> : null}
          <div className="flex flex-wrap gap-2">
            <ActionButton type="submit" isPending={change.isPending}>
              Apply options
            </ActionButton>
            <ActionButton
              variant="outline"
              isPending={change.isPending}
              onClick={() => {
                setDraft(defaultSettings);
                change.mutate(defaultSettings);
              }}
            >
              Restore defaults
            </ActionButton>
          </div>
        </div>
      </form>
      <div className="flex min-w-0 flex-col gap-6">
        <Applied draft={draft} isApplied={JSON.stringify(draft) === JSON.stringify(settings)} />
        <ClockCard />
      </div>
    </div>
  );
}

function OptionSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-xl border bg-card shadow-xs">
      <h2 className="px-5 pt-5 text-[0.9375rem] font-semibold tracking-tight">{title}</h2>
      <div className="divide-y px-5 py-2">{children}</div>
    </section>
  );
}

/** The call with these options, as a developer would write it. */
function Applied({ draft, isApplied }: { draft: DemoSettings; isApplied: boolean }) {
  return (
    <section aria-labelledby="applied-title" className="flex flex-col gap-3 xl:sticky xl:top-20">
      <div className="flex items-center justify-between gap-2">
        <h2 id="applied-title" className="text-[0.9375rem] font-semibold tracking-tight">
          In your code
        </h2>
        <Badge variant={isApplied ? "default" : "outline"}>{isApplied ? "Applied" : "Not applied yet"}</Badge>
      </div>
      <p className="text-[0.8125rem] text-muted-foreground">
        What differs from Latchkey's defaults. This sample app changes a few of them so that there is more to try.
      </p>
      <Code text={printOptions(draft)} label="server/auth.ts" />
    </section>
  );
}
