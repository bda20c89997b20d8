import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import { NativeSelect } from "@/components/ui/native-select";
import { Switch } from "@/components/ui/switch";
import type { DemoSettings } from "../../../server/settings.ts";

type Set = <Name extends keyof DemoSettings>(name: Name, value: DemoSettings[Name]) => void;

/** The settings with several possible values, and their labels. */
const choices = {
  signupPhone: {
    label: "Phone number at signup",
    values: { off: "Not asked for", optional: "Optional", required: "Required" },
  },
  signupPassword: {
    label: "Password at signup",
    values: { required: "Required", optional: "Optional", off: "Not asked for" },
  },
  loginByCode: {
    label: "Login by code",
    values: { off: "Off", enabled: "Instead of a password", required: "After every login" },
  },
  emailVerification: {
    label: "Email verification",
    values: { mandatory: "Before the first login", optional: "Optional", none: "None" },
  },
  emailVerificationBy: { label: "Verify by", values: { link: "Link", code: "Code (requires mandatory verification)" } },
  phoneVerification: {
    label: "Phone verification",
    values: { mandatory: "Before the first login", none: "None (where signup asks for a number)" },
  },
  passwordResetBy: { label: "Reset passwords by", values: { link: "Link", code: "Code" } },
  codeFormat: { label: "Code format", values: { letters: "Letters", digits: "Digits" } },
  textedCodes: { label: "Phone verification codes", values: { same: "Same as other codes", digits: "6 digits" } },
  language: {
    label: "Language of errors and messages",
    values: { english: "English", browser: "The browser's: English, German or French" },
  },
  totpDigits: { label: "Authenticator app codes", values: { 6: "6 digits", 8: "8 digits" } },
  challenge: {
    label: "Bots do work before they log in, sign up or request a code",
    values: { off: "No", suspicious: "When they are suspicious", always: "Always" },
  },
  preventEnumeration: { label: "Hide who has an account", values: { on: "Yes", strict: "Strict", off: "No" } },
  sessionLifetime: {
    label: "Sessions last",
    values: { 60: "1 minute", 3600: "1 hour", 86400: "1 day", 1209600: "14 days" },
  },
  reauthenticationTimeout: {
    label: "A login counts as recent for",
    values: { 10: "10 seconds", 60: "1 minute", 300: "5 minutes", 3600: "1 hour" },
  },
  maxSessions: {
    label: "Sessions of a user at the same time",
    values: {
      any: "Any number",
      end_oldest: "2: a third login ends the oldest",
      refuse: "2: a third login is refused",
    },
  },
  reauthenticationFor: {
    label: "What needs a recent login",
    values: { all: "Any change to login methods", factors: "Only second factors and passkeys" },
  },
} satisfies {
  [Name in keyof DemoSettings]?: { label: string; values: { [Value in DemoSettings[Name] & PropertyKey]?: string } };
};

const switches = {
  signupOpen: "Signup is open",
  honeypot: "The signup form has a field that only bots fill in",
  trustBrowser: "Users can trust a browser to skip the code",
  social: "Log in with the local provider",
  autoSignup: "Sign up immediately when the provider supplies everything",
  emailAuthentication: "A verified address from the provider logs in to the account that has it",
  autoConnect: "Also connect the provider's account to that account",
  totp: "Authenticator apps",
  passkeys: "Passkeys and security keys",
  passkeySignup: "Sign up with a passkey instead of a password (verifying by code)",
  passkeyUpgrade: "After a login by password, the browser may create a passkey",
  acceptTerms: "Users must accept the terms (a custom login stage)",
  mfaTrust: "Users can trust a browser to skip the second factor",
  allowUnverifiedEmail: "Allow second factors with an unverified address",
  recoveryCodesShowOnce: "Show recovery codes only when they are generated",
  breachedPasswords: 'Users must replace a breached password (here: any that contains "breached") when they log in',
  mfaRequired: "Users must have a second factor",
  keepLastFactor: "Users cannot remove their last factor",
  loginOnEmailVerification: "Opening the verification link in the same browser logs the user in",
  loginOnPasswordReset: "Resetting the password logs the user in",
  changeEmail: "One address per account: a new one replaces the old one",
  logoutOnPasswordChange: "Changing the password also ends the current session",
  trackActivity: "Record when each session was last used",
  changeMails: "Email users about changes of what opens their account",
  newLoginMails: "Email users about a login in a browser they have not used before",
  unfinishedLoginMails: "Email users about a login without the second factor, when it can no longer be finished",
  guessedLoginMails: "Email users about a login after five wrong passwords",
  audit: "Store events, and show users their recent activity",
  identifierFirst: "The login page asks for the identifier first, then for the password",
} satisfies { [Name in keyof DemoSettings]?: string };

export type ChoiceName = keyof typeof choices;
export type SwitchName = keyof typeof switches;

export function Choice({ name, value, set }: { name: ChoiceName; value: string | number; set: Set }) {
  const id = useId();
  const { label, values } = choices[name];
  const change = (chosen: string) => {
    // Only the values of the table above can be selected, and the table is checked against the settings.
    set(name, (typeof value === "number" ? Number(chosen) : chosen) as DemoSettings[ChoiceName]);
  };
  return (
    <div className="grid items-center gap-2 py-3 sm:grid-cols-[minmax(0,1fr)_15rem] sm:gap-6">
      <Label htmlFor={id} className="font-normal">
        {label}
      </Label>
      <NativeSelect id={id} name={name} value={value} onChange={(event) => change(event.target.value)}>
        {Object.entries(values).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </NativeSelect>
    </div>
  );
}

export function Toggle({ name, value, set }: { name: SwitchName; value: boolean; set: Set }) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-6 py-3">
      <Label htmlFor={id} className="leading-snug font-normal">
        {switches[name]}
      </Label>
      <Switch id={id} name={name} checked={value} onCheckedChange={(isOn) => set(name, isOn)} />
    </div>
  );
}

const METHODS = [
  { method: "email", label: "Email address" },
  { method: "username", label: "Username" },
  { method: "phone", label: "Phone number" },
] as const;

/** The login methods: any of three. */
export function Methods({ value, set }: { value: DemoSettings["loginMethods"]; set: Set }) {
  const toggle = (method: DemoSettings["loginMethods"][number], isOn: boolean) =>
    set(
      "loginMethods",
      METHODS.map((one) => one.method).filter((one) => (one === method ? isOn : value.includes(one))),
    );
  return (
    <fieldset className="grid gap-3 py-3 sm:grid-cols-[minmax(0,1fr)_15rem] sm:gap-6">
      <legend className="float-left text-sm sm:contents">Users log in with</legend>
      <div className="clear-left flex flex-col gap-3 sm:col-start-2">
        {METHODS.map(({ method, label }) => (
          <Method
            key={method}
            name={`method-${method}`}
            label={label}
            isOn={value.includes(method)}
            onChange={(isOn) => toggle(method, isOn)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface MethodProps {
  name: string;
  label: string;
  isOn: boolean;
  onChange(isOn: boolean): void;
}

function Method({ name, label, isOn, onChange }: MethodProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5">
      <Checkbox id={id} name={name} checked={isOn} onCheckedChange={(checked) => onChange(checked === true)} />
      <Label htmlFor={id} className="font-normal">
        {label}
      </Label>
    </div>
  );
}
