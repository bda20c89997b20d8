import { useId } from "react";
import type { DemoSettings } from "../../server/settings.ts";
import { Checkbox } from "../parts/Checkbox.tsx";

type Set = <Name extends keyof DemoSettings>(name: Name, value: DemoSettings[Name]) => void;

/** The settings that are one of several values, with what each is called. */
const choices = {
  signupPhone: {
    label: "Phone number at signup",
    values: { off: "Not asked", optional: "Optional", required: "Required" },
  },
  signupPassword: {
    label: "Password at signup",
    values: { required: "Required", optional: "Optional", off: "Not asked" },
  },
  loginByCode: {
    label: "Login by code",
    values: { off: "Off", enabled: "Instead of a password", required: "After every login" },
  },
  emailVerification: {
    label: "Email verification",
    values: { mandatory: "Before the first login", optional: "Optional", none: "None" },
  },
  emailVerificationBy: { label: "Verify by", values: { link: "Link", code: "Code (needs mandatory verification)" } },
  passwordResetBy: { label: "Reset passwords by", values: { link: "Link", code: "Code" } },
  codeFormat: { label: "Codes are", values: { letters: "Letters", digits: "Digits" } },
  totpDigits: { label: "Codes of authenticator apps", values: { 6: "6 digits", 8: "8 digits" } },
  preventEnumeration: { label: "Hide who has an account", values: { on: "Yes", strict: "Strictly", off: "No" } },
  sessionLifetime: {
    label: "Sessions last",
    values: { 60: "1 minute", 3600: "1 hour", 86400: "1 day", 1209600: "14 days" },
  },
  reauthenticationTimeout: {
    label: "A login is recent for",
    values: { 10: "10 seconds", 60: "1 minute", 300: "5 minutes", 3600: "1 hour" },
  },
} satisfies {
  [Name in keyof DemoSettings]?: { label: string; values: { [Value in DemoSettings[Name] & PropertyKey]?: string } };
};

const switches = {
  signupOpen: "New people may sign up",
  trustBrowser: "A browser can be trusted, so that it is not asked for the code again",
  social: "Log in with the local provider",
  autoSignup: "Sign up at once when the provider tells everything",
  emailAuthentication: "A provider's verified address opens the account that has it",
  autoConnect: "And connects the provider's account to it",
  totp: "Authenticator apps",
  passkeys: "Passkeys and security keys",
  passkeySignup: "Sign up with a passkey instead of a password (verifying by code)",
  mfaTrust: "A browser can be trusted, so that it is not asked for the second factor again",
  allowUnverifiedEmail: "Second factors also with an unverified address",
  loginOnEmailVerification: "A verification link opened in the same browser logs in",
  loginOnPasswordReset: "A password reset logs in",
  changeEmail: "One address per account: a new one takes the old one's place",
  logoutOnPasswordChange: "Changing the password ends the own session too",
  trackActivity: "Remember when a session was last used",
} satisfies { [Name in keyof DemoSettings]?: string };

export type ChoiceName = keyof typeof choices;
export type SwitchName = keyof typeof switches;

export function Choice({ name, value, set }: { name: ChoiceName; value: string | number; set: Set }) {
  const id = useId();
  const { label, values } = choices[name];
  const change = (chosen: string) => {
    // Only the values of the table above can be chosen, and the table is checked against the settings.
    set(name, (typeof value === "number" ? Number(chosen) : chosen) as DemoSettings[ChoiceName]);
  };
  return (
    <div className="option">
      <label htmlFor={id}>{label}</label>
      <select {...{ id, name, value }} onChange={(event) => change(event.target.value)}>
        {Object.entries(values).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Switch({ name, value, set }: { name: SwitchName; value: boolean; set: Set }) {
  return (
    <Checkbox
      {...{ name }}
      label={switches[name]}
      checked={value}
      onChange={(event) => set(name, event.target.checked)}
    />
  );
}

const METHODS = [
  { method: "email", label: "Email address" },
  { method: "username", label: "User name" },
  { method: "phone", label: "Phone number" },
] as const;

/** What people log in with: any of three. */
export function Methods({ value, set }: { value: DemoSettings["loginMethods"]; set: Set }) {
  const toggle = (method: DemoSettings["loginMethods"][number], isOn: boolean) =>
    set(
      "loginMethods",
      METHODS.map((one) => one.method).filter((one) => (one === method ? isOn : value.includes(one))),
    );
  return (
    <fieldset className="option">
      <legend>People log in with</legend>
      {METHODS.map(({ method, label }) => (
        <Checkbox
          key={method}
          {...{ label }}
          name={`method-${method}`}
          checked={value.includes(method)}
          onChange={(event) => toggle(method, event.target.checked)}
        />
      ))}
    </fieldset>
  );
}
