import type { Flow, PendingFlow } from "./flow.ts";

/** Who is logged in, as every procedure that can change it answers. */
export type AuthState<Data = Record<string, unknown>> = AuthenticatedState<Data> | PendingState | AnonymousState;

/** Somebody is logged in. */
export interface AuthenticatedState<Data = Record<string, unknown>> {
  status: "authenticated";
  user: User<Data>;
  session: SessionInfo;
  /** How this session was reached, in the order in which it was given. */
  methods: AuthenticationMethod[];
  /** A change of address or a password reset that waits for its code; null when nothing waits. */
  flow: PendingFlow | null;
  /** App clients only. */
  tokens?: Tokens;
}

/** A login, signup or reset is half done; nobody is logged in yet. */
export interface PendingState {
  status: "pending";
  flow: PendingFlow;
  flows: Flow[];
  /** App clients only. */
  tokens?: Tokens;
}

/** Nobody is logged in and nothing is under way. */
export interface AnonymousState {
  status: "anonymous";
  flows: Flow[];
}

/** An account as its owner sees it. */
export interface User<Data = Record<string, unknown>> {
  id: string;
  /** A name to greet with: the user name, else the address, else the phone number. Plain text. */
  display: string;
  /** The primary address. */
  email: string | null;
  emailVerified: boolean;
  username: string | null;
  /** E.164. */
  phone: string | null;
  hasUsablePassword: boolean;
  /** The app's own signup fields. */
  data: Data;
}

/** The session behind this request. */
export interface SessionInfo {
  id: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  expiresAt: string;
  /** ISO 8601: when a credential was last given. */
  reauthenticatedAt: string;
}

/** One credential that was given, and when. */
export type AuthenticationMethod =
  | { method: "password"; at: string; email?: string; username?: string; phone?: string; reauthenticated?: true }
  | { method: "code"; at: string; email?: string; phone?: string }
  | { method: "password_reset"; at: string; email: string }
  | { method: "socialaccount"; at: string; provider: string; uid: string }
  | {
      method: "mfa";
      at: string;
      type: "totp" | "recovery_codes" | "webauthn";
      id?: string;
      reauthenticated?: true;
    };

/** What an app client must keep; each is given when it is new. */
export interface Tokens {
  sessionToken?: string;
  flowToken?: string;
  accessToken?: string;
  refreshToken?: string;
  /** Seconds until the access token expires. */
  expiresIn?: number;
}
