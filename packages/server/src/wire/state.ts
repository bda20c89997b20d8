import type { Flow, FlowId, PendingFlow } from "./flow.ts";

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
  /** What waited for this client has ended, and why: told once. */
  ended?: EndedFlow;
}

/** A flow that is over without having logged anybody in. */
export interface EndedFlow {
  flow: FlowId;
  reason: EndReason;
}

/**
 * Why a flow ended: what it waited for was proved elsewhere; its time is over; its answers are used up; the account has
 * changed since, so it must begin anew; its sessions and logins were ended, or it was switched off.
 */
export type EndReason = "verified" | "expired" | "attempts" | "superseded" | "revoked";

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
  /** Who acts as the user, for a session that the app made for somebody else, such as its support staff. */
  actor?: string;
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
