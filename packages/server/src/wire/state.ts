import type { Flow, FlowId, PendingFlow } from "./flow.ts";

/** Who is logged in: the output of every procedure that can change it. */
export type AuthState<Data = Record<string, unknown>> = AuthenticatedState<Data> | PendingState | AnonymousState;

/** A user is logged in. */
export interface AuthenticatedState<Data = Record<string, unknown>> {
  status: "authenticated";
  user: User<Data>;
  session: SessionInfo;
  /** The authentication methods of this session, in order. */
  methods: AuthenticationMethod[];
  /** A change of address or a password reset that is waiting for its code; null if there is none. */
  flow: PendingFlow | null;
  /** App clients only. */
  tokens?: Tokens;
}

/** A login, signup or reset is in progress; nobody is logged in yet. */
export interface PendingState {
  status: "pending";
  flow: PendingFlow;
  flows: Flow[];
  /** App clients only. */
  tokens?: Tokens;
}

/** Nobody is logged in and no flow is in progress. */
export interface AnonymousState {
  status: "anonymous";
  flows: Flow[];
  /** The flow of this client that has ended, and why; reported once. */
  ended?: EndedFlow;
}

/** A flow that ended without a login. */
export interface EndedFlow {
  flow: FlowId;
  reason: EndReason;
}

/**
 * Why a flow ended: its contact was verified elsewhere; it expired; there were too many wrong answers; the account has
 * since changed, so it must start again; the account's sessions and logins were ended, or it was deactivated.
 */
export type EndReason = "verified" | "expired" | "attempts" | "superseded" | "revoked";

/** An account as its owner sees it. */
export interface User<Data = Record<string, unknown>> {
  id: string;
  /** A display name: the username, otherwise the email address, otherwise the phone number. Plain text. */
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
  /** Who acts as the user, for a session that the app created for another person, such as its support staff. */
  actor?: string;
}

/** One authentication method that was used, and when. */
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

/** The tokens that an app client must store; each is sent when it is new. */
export interface Tokens {
  sessionToken?: string;
  flowToken?: string;
  accessToken?: string;
  refreshToken?: string;
  /** How the access token is sent: `DPoP` when it is bound to a key (RFC 9449), otherwise as `Bearer`. */
  tokenType?: "DPoP";
  /** Seconds until the access token expires. */
  expiresIn?: number;
}
