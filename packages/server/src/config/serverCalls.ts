import type { ClientKind } from "../wire/protocol.ts";
import type { SessionInfo, User } from "../wire/state.ts";
import type { SignupFields } from "./signupFields.ts";

/** What lets the app call a provider on behalf of a user. */
export interface ProviderAccess {
  accessToken: string;
  /** Null when the provider does not say. */
  expiresAt: Date | null;
  scopes: string[];
}

/** An account that the app itself makes. */
export interface NewUser<Data> {
  email?: string;
  /** Whether the address counts as proved: an invitation that was mailed to it, say [false]. */
  emailVerified?: boolean;
  username?: string;
  phone?: string;
  /** Whether the number counts as proved [false]. */
  phoneVerified?: boolean;
  password?: string;
  /** Stored as it is: the app vouches for it. */
  data?: Data;
}

/** Factors of another system. */
export interface ImportedAuthenticators {
  /** Base32. */
  totpSecret?: string;
  recoveryCodes?: readonly string[];
}

/** What the app's own code, scripts and tests may call. They ask nobody whether they may. */
export interface ServerCalls<Fields extends SignupFields> {
  /** Makes an account. @throws AuthError `email_taken`, `username_taken`, `phone_taken`, `password_too_*`, `invalid` */
  createUser(user: NewUser<Fields["data"]>): Promise<User<Fields["data"]>>;
  /**
   * Logs a user in without a credential. It counts as no recent authentication: what asks for one asks here as well.
   *
   * @param options `actor`: who acts as the user, such as a member of the staff; kept with the session
   * @returns the session's token; null when there is no such active user
   */
  createSessionToken(userId: string, options?: { client?: ClientKind; actor?: string }): Promise<string | null>;
  /** @returns null when the token is not, or no longer, of a session */
  validateSessionToken(token: string): Promise<{ user: User<Fields["data"]>; session: SessionInfo } | null>;
  /** Ends every session of a user, at once and everywhere, and the logins that wait. @returns how many sessions */
  revokeSessions(userId: string): Promise<number>;
  /** Switches an account off (its sessions end) or on again. @returns false when there is no such user */
  setUserActive(userId: string, isActive: boolean): Promise<boolean>;
  /**
   * Gives a user the factors that they had in another system. TOTP secrets are Base32; recovery codes keep their format.
   *
   * @returns false when there is no such user, or it has an authenticator app already
   */
  importAuthenticators(userId: string, factors: ImportedAuthenticators): Promise<boolean>;
  /** Removes every second factor of a user who has lost them. @returns how many there were, recovery codes not counted */
  removeAuthenticators(userId: string): Promise<number>;
  /**
   * What lets the app call a provider on behalf of a user (`social.storeTokens`); renewed when it is about to end.
   *
   * @returns null when none is kept, or it has ended for good
   */
  getProviderTokens(userId: string, provider: string): Promise<ProviderAccess | null>;
  /** @returns null when there is no such user */
  getUser(userId: string): Promise<User<Fields["data"]> | null>;
}
