import type { MfaType } from "./mfa.ts";
import type { ClientKind, Device } from "./protocol.ts";
import type { ProviderInfo } from "./provider.ts";

/** One of the user's sessions, as `session.list` shows it. */
export interface SessionListEntry {
  id: string;
  client: ClientKind;
  /** As the client sent it, at most 200 characters. Plain text: escape it. */
  userAgent: string;
  /** What the user agent says, for people to recognise their device. */
  device: Device;
  ip: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; present with `session.trackActivity`. */
  lastSeenAt?: string;
  isCurrent: boolean;
}

/** Whether signup asks for a field. */
export type Requirement = "required" | "optional" | "off";

/** An identifier that users may log in with. */
export type LoginMethod = "email" | "username" | "phone";

/** One of the app's own signup fields, as JSON Schema draft 2020-12 describes it. */
export interface SignupFieldInfo {
  name: string;
  required: boolean;
  schema: Record<string, unknown>;
}

/** What a code that users type is for. */
export type CodeUse = "emailVerification" | "phoneVerification" | "login" | "passwordReset";

/** The format of codes that users type; letters exclude vowels. */
export interface CodeFormatInfo {
  kind: "letters" | "digits";
  length: number;
}

/** What a client needs to render its forms. */
export interface AuthConfig {
  appName: string;
  account: {
    loginMethods: LoginMethod[];
    signup: {
      isOpen: boolean;
      email: Requirement;
      username: Requirement;
      phone: Requirement;
      password: Requirement;
      fields: SignupFieldInfo[];
      /** Whether the form has the hidden field `honeypot`. */
      honeypot: boolean;
    };
    emailVerification: "mandatory" | "optional" | "none";
    emailVerificationBy: "link" | "code";
    phoneVerification: "mandatory" | "none";
    passwordResetBy: "link" | "code";
    loginByCode: { isEnabled: boolean; via: ("email" | "phone")[] };
    /** One-address mode: adding an address replaces the old one once verified. */
    changeEmail: boolean;
    maxEmailAddresses: number | null;
    password: { minLength: number; maxLength: number };
    /** The format of codes that users type; `codes` has that of each. */
    code: CodeFormatInfo;
    /** The format of codes by what they are for. */
    codes: Record<CodeUse, CodeFormatInfo>;
    /** Seconds for which a login counts as recent. */
    reauthenticationTimeout: number;
    /** Whether events are stored, so that `account.activity` shows them. */
    activity: boolean;
  };
  social: {
    providers: ProviderInfo[];
    /** Users log in through providers alone: there is no form for a password, a code or a signup to show. */
    only: boolean;
  };
  mfa: {
    types: MfaType[];
    passkeyLogin: boolean;
    passkeySignup: boolean;
    /** Whether the browser may create a passkey after a login by password. */
    passkeyUpgrade: boolean;
    trust: boolean;
    /** Whether a second factor is required, of all users or of some: they set it up when they log in. */
    required: boolean;
    /** ISO 8601: from when on it is; null: already. */
    requiredFrom: string | null;
    /** How many digits the codes of authenticator apps have. */
    totpDigits: number;
    /** Whether recovery codes are shown only when they are generated. */
    recoveryCodesShownOnce: boolean;
  };
  session: { trackActivity: boolean };
}
