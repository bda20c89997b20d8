import { type FormEvent, useState } from "react";
import { defaultSettings } from "../../server/defaultSettings.ts";
import type { DemoSettings } from "../../server/settings.ts";
import { useAdvanceClock, useChangeSettings, useDemoSettings } from "../demoSettings.ts";
import { Button } from "../parts/Button.tsx";
import { Notice } from "../parts/Notice.tsx";
import { Page } from "../parts/Page.tsx";
import { Choice, type ChoiceName, Methods, Switch, type SwitchName } from "./optionInputs.tsx";

/** The options of `createAuth` that a person may try while the app runs. */
export function Options() {
  const { data } = useDemoSettings();
  return (
    <Page
      title="Try the options"
      width="wide"
      lead="Changes take effect immediately for everyone using this demo. Accounts are kept."
    >
      {data === undefined ? <p className="loading">Loading…</p> : <Panel settings={data} />}
      <Clock />
    </Page>
  );
}

type Outcome = { kind: "success" | "error"; text: string } | null;

function Panel({ settings }: { settings: DemoSettings }) {
  const [draft, setDraft] = useState(settings);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [isPending, setPending] = useState(false);
  const change = useChangeSettings();
  const set = <Name extends keyof DemoSettings>(name: Name, value: DemoSettings[Name]) =>
    setDraft({ ...draft, [name]: value });
  const choice = (name: ChoiceName) => <Choice name={name} set={set} value={draft[name]} />;
  const toggle = (name: SwitchName) => <Switch name={name} set={set} value={draft[name]} />;
  const apply = async (chosen: DemoSettings) => {
    setPending(true);
    setOutcome(null);
    const text = await change(chosen).then(
      () => null,
      (error: Error) => error.message,
    );
    setOutcome(text === null ? { kind: "success", text: "Options applied." } : { kind: "error", text });
    setPending(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void apply(draft);
  };
  const restore = () => {
    setDraft(defaultSettings);
    void apply(defaultSettings);
  };
  return (
    <form className="options" onSubmit={submit}>
      <fieldset className="card">
        <legend>Signup and login</legend>
        <Methods set={set} value={draft.loginMethods} />
        {choice("signupPhone")}
        {choice("signupPassword")}
        {choice("loginByCode")}
        {toggle("signupOpen")}
        {toggle("trustBrowser")}
      </fieldset>
      <fieldset className="card">
        <legend>Verification and reset</legend>
        {choice("emailVerification")}
        {choice("emailVerificationBy")}
        {choice("passwordResetBy")}
        {choice("codeFormat")}
        {toggle("loginOnEmailVerification")}
        {toggle("loginOnPasswordReset")}
      </fieldset>
      <fieldset className="card">
        <legend>Social login</legend>
        {toggle("social")}
        {toggle("autoSignup")}
        {toggle("emailAuthentication")}
        {toggle("autoConnect")}
      </fieldset>
      <fieldset className="card">
        <legend>Second factors and passkeys</legend>
        {toggle("totp")}
        {toggle("passkeys")}
        {toggle("passkeySignup")}
        {toggle("mfaTrust")}
        {toggle("allowUnverifiedEmail")}
        {choice("totpDigits")}
      </fieldset>
      <fieldset className="card">
        <legend>Privacy and sessions</legend>
        {choice("preventEnumeration")}
        {choice("sessionLifetime")}
        {choice("reauthenticationTimeout")}
        {toggle("changeEmail")}
        {toggle("logoutOnPasswordChange")}
        {toggle("trackActivity")}
      </fieldset>
      <div className="options-end">
        {outcome === null ? null : <Notice kind={outcome.kind}>{outcome.text}</Notice>}
        <div className="form-actions">
          <Button type="submit" look="primary" isPending={isPending}>
            Apply options
          </Button>
          <Button isPending={isPending} onClick={restore}>
            Restore defaults
          </Button>
        </div>
      </div>
    </form>
  );
}

/** Five minutes until a login is no longer recent, a quarter of an hour for a code, two weeks for a session. */
const LEAPS = [
  { label: "6 minutes", seconds: 360 },
  { label: "1 hour", seconds: 3_600 },
  { label: "15 days", seconds: 15 * 86_400 },
];

function Clock() {
  const advance = useAdvanceClock();
  const [notice, setNotice] = useState<string | null>(null);
  return (
    <section className="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Advance the clock</h2>
      <p>
        Moves the server's clock forward, so that you can see codes, links and sessions expire. A restart resets it. The
        local provider stays on real time, so its answers are out of date then.
      </p>
      {notice === null ? null : <Notice kind="success">{notice} have passed.</Notice>}
      <div className="form-actions">
        {LEAPS.map(({ label, seconds }) => (
          <Button key={label} onClick={() => void advance(seconds).then(() => setNotice(label))}>
            {label}
          </Button>
        ))}
      </div>
    </section>
  );
}
