import type { Flow, FlowId, OwnStage, PendingFlow } from "./flow.ts";
import type { SignupFields, StagesOf } from "./signupFields.ts";

/** Who is logged in: the output of every procedure that can change it. */
export type AuthState<Data = Record<string, unknown>, Stages extends OwnStage = never> =
  | AuthenticatedState<Data>
  | PendingState<Stages>
  | AnonymousState<Stages>;

/** {@link AuthState} of an app. */
export type StateOf<Fields extends SignupFields> = AuthState<Fields["data"], StagesOf<Fields>>;

/** {@link StateOf}, with the recovery codes that were generated together with a first second factor: show them now. */
export type EnrolledStateOf<Fields extends SignupFields> = StateOf<Fields> & { recoveryCodes?: string[] };

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
export interface PendingState<Stages extends OwnStage = never> {
  status: "pending";
  flow: PendingFlow<Stages>;
  flows: Flow<Stages>[];
  /** App clients only. */
  tokens?: Tokens;
}

/** Nobody is logged in and no flow is in progress. */
export interface AnonymousState<Stages extends OwnStage = never> {
  status: "anonymous";
  flows: Flow<Stages>[];
  /** The flow of this client that has ended, and why; reported once. */
  ended?: EndedFlow<Stages>;
}

/** A flow that ended without a login. */
export interface EndedFlow<Stages extends OwnStage = never> {
  flow: FlowId<Stages>;
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
  /** The app's own signup fields, or what its `viewUser` makes of them. */
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
  /** 2 when two factors were given, else 1. */
  level: AuthenticationLevel;
  /** ISO 8601: when level 2 ends, for a session that reached it after its login. */
  levelExpiresAt?: string;
  /** Who acts as the user, for a session that the app created for another person, such as its support staff. */
  actor?: string;
}

/** How many factors were given: one, or two (authenticator assurance levels of NIST SP 800-63B-4 §2). */
export type AuthenticationLevel = 1 | 2;

/** One authentication method that was used, and when. */
export type AuthenticationMethod =
  | { method: "password"; at: string; email?: string; username?: string; phone?: string; reauthenticated?: true }
  | { method: "code"; at: string; email?: string; phone?: string }
  | { method: "password_reset"; at: string; email: string }
  | {
      method: "socialaccount";
      at: string;
      provider: string;
      uid: string;
      /** The provider asked for two factors, and the app believes it (`social.level`). */
      level?: 2;
      reauthenticated?: true;
    }
  | {
      method: "mfa";
      at: string;
      type: "totp" | "recovery_codes" | "webauthn";
      id?: string;
      /** A passkey that verified its user, so that it needs no password or other first factor beside it. */
      passwordless?: true;
      reauthenticated?: true;
    };

/** The tokens that an app client must store; each is sent when it is new. */
export interface Tokens {
  sessionToken?: string;
  flowToken?: string;
  /**
   * By which an app is recognised at its next login, with `account.notifications`; to be kept after logout, and sent as
   * `x-latchkey-device`.
   */
  deviceToken?: string;
  accessToken?: string;
  refreshToken?: string;
  /** How the access token is sent: `DPoP` when it is bound to a key (RFC 9449), otherwise as `Bearer`. */
  tokenType?: "DPoP";
  /** Seconds until the access token expires. */
  expiresIn?: number;
}
