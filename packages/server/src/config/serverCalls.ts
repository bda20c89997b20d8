import type { ClientKind } from "../wire/protocol.ts";
import type { SessionInfo, User } from "../wire/state.ts";
import type { AccessTokenClaims } from "../wire/tokens.ts";
import type { CustomClaims, NoClaims } from "./customClaims.ts";
import type { SignupFields } from "./signupFields.ts";

/** Access to a provider on behalf of a user. */
export interface ProviderAccess {
  accessToken: string;
  /** Null if the provider does not say. */
  expiresAt: Date | null;
  scopes: string[];
}

/** The proof that comes with a bound access token, and the request of both (RFC 9449 §4.3). */
export interface DpopRequest {
  /** The header `DPoP`. */
  proof: string;
  method: string;
  /** As the client called it; its query does not matter. */
  url: string;
}

/** An account that the app creates. */
export interface NewUser<Data> {
  email?: string | undefined;
  /** Whether the address counts as verified, for example because an invitation was sent to it [false]. */
  emailVerified?: boolean | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  /** Whether the number counts as verified [false]. */
  phoneVerified?: boolean | undefined;
  password?: string | undefined;
  /**
   * In place of a password: its hash from another system, in the format of `account.password.hasher` or of one of its
   * `legacyHashers`. It is replaced at the next login if
   * it is of another system or weaker than new ones. While no contact of the account is verified, it is lost when
   * somebody verifies one by other means.
   */
  passwordHash?: string | undefined;
  /** Stored without validation: the app vouches for it. */
  data?: Data | undefined;
}

/** Factors from another system. */
export interface ImportedAuthenticators {
  /** Base32. */
  totpSecret?: string;
  recoveryCodes?: readonly string[];
}

/** A user's account at a provider, from another system. */
export interface ImportedConnection {
  /** The id of the provider here, such as `google`. */
  provider: string;
  /** The provider's own, immutable id of the user; never an address or a name. */
  uid: string;
  /** The name by which the user knows it, such as an address [the uid]. */
  display?: string;
}

/** Calls for the app's own code, scripts and tests. They check no permissions. */
export interface ServerCalls<Fields extends SignupFields, Claims extends CustomClaims = NoClaims> {
  /**
   * Creates an account.
   *
   * @throws AuthError `email_taken`, `username_taken`, `phone_taken`, `password_too_*`, `invalid`
   * @throws SetupError for a `passwordHash` beside a `password`, or in a format that no hasher recognizes
   */
  createUser(user: NewUser<Fields["data"]>): Promise<User<Fields["data"]>>;
  /**
   * Logs a user in without a credential. It does not count as recent authentication, so procedures that need it still ask for it.
   *
   * @param options `actor`: who acts as the user, such as a staff member; stored with the session
   * @returns the session's token; null if there is no such active user
   */
  createSessionToken(userId: string, options?: { client?: ClientKind; actor?: string }): Promise<string | null>;
  /**
   * The session of a session token or of an access token (`session.tokens: jwt()`).
   *
   * @param request the request of an access token that is bound to a key (`dpop`); its proof works once
   * @returns null if the token belongs to no session, or to one that has ended; also for a bound token without its
   *   proof
   */
  validateSessionToken(
    token: string,
    request?: DpopRequest,
  ): Promise<{ user: User<Fields["data"]>; session: SessionInfo } | null>;
  /**
   * Verifies an access token (`session.tokens: jwt()`) by its signature alone, as another service does: it does not
   * check whether the session still exists, as {@link validateSessionToken} does. Verified tokens are cached.
   *
   * @param request the request of a token that is bound to a key (`dpop`); its proof works once, which needs a query
   * @returns null for anything but an access token of this app that has not expired; also for a bound one without its
   *   proof
   * @throws SetupError without `session.tokens: jwt()`
   */
  verifyAccessToken(token: string, request?: DpopRequest): Promise<(AccessTokenClaims & Claims) | null>;
  /** Ends all sessions and pending logins of a user, immediately and everywhere. @returns how many sessions */
  revokeSessions(userId: string): Promise<number>;
  /** Deactivates an account (its sessions end) or reactivates it. @returns false when there is no such user */
  setUserActive(userId: string, isActive: boolean): Promise<boolean>;
  /**
   * Adds the factors that a user had in another system. TOTP secrets are Base32; recovery codes keep their format.
   *
   * @returns false if there is no such user, or they already have an authenticator app
   */
  importAuthenticators(userId: string, factors: ImportedAuthenticators): Promise<boolean>;
  /**
   * Connects the provider accounts with which a user logged in to another system. While no contact of the account is
   * verified, they are removed when somebody verifies one by other means: import into accounts that you have created.
   *
   * @returns false if there is no such user, or one of the accounts is connected already or belongs to a pending signup:
   *   then none of them is imported
   * @throws SetupError for a provider that is not in `social.providers`
   */
  importConnections(userId: string, connections: readonly ImportedConnection[]): Promise<boolean>;
  /** Removes every second factor of a user who has lost them. @returns how many there were, not counting recovery codes */
  removeAuthenticators(userId: string): Promise<number>;
  /**
   * Access to a provider on behalf of a user (`social.storeTokens`); refreshed shortly before it expires.
   *
   * @returns null if none is stored, or it can no longer be refreshed
   */
  getProviderTokens(userId: string, provider: string): Promise<ProviderAccess | null>;
  /** @returns null when there is no such user */
  getUser(userId: string): Promise<User<Fields["data"]> | null>;
}
