import type { MfaType } from "./mfa.ts";
import type { ClientKind } from "./protocol.ts";
import type { ProviderInfo } from "./provider.ts";

/** One of the user's sessions, as `session.list` shows it. */
export interface SessionListEntry {
  id: string;
  client: ClientKind;
  /** As the client sent it, at most 200 characters. Plain text: escape it. */
  userAgent: string;
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
    };
    emailVerification: "mandatory" | "optional" | "none";
    emailVerificationBy: "link" | "code";
    passwordResetBy: "link" | "code";
    loginByCode: { isEnabled: boolean; via: ("email" | "phone")[] };
    /** One-address mode: adding an address replaces the old one once verified. */
    changeEmail: boolean;
    maxEmailAddresses: number | null;
    password: { minLength: number; maxLength: number };
    /** The format of codes that users type. */
    code: { kind: "letters" | "digits"; length: number };
    /** Seconds for which a login counts as recent. */
    reauthenticationTimeout: number;
  };
  social: { providers: ProviderInfo[] };
  mfa: {
    types: MfaType[];
    passkeyLogin: boolean;
    passkeySignup: boolean;
    trust: boolean;
    /** How many digits the codes of authenticator apps have. */
    totpDigits: number;
  };
  session: { trackActivity: boolean };
}
