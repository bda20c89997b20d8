import type { Provider } from "../ports/provider.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { SessionInfo, User } from "../wire/state.ts";
import type { AccessTokenClaims } from "../wire/tokens.ts";
import type { CustomClaims, NoClaims } from "./customClaims.ts";
import type { AuthEvent } from "./events.ts";
import type { ImportedConnection, ImportedUser, ImportOptions, ImportResult } from "./import/importedUser.ts";
import type { SignupFields, StoredOf } from "./signupFields.ts";

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

/** An invitation to sign up. */
export interface NewInvitation<Data> {
  /** The address that the invitation verifies: only its owner may get the key. */
  email: string;
  /** Values of the app's own signup fields: they replace what the invited person enters [none]. */
  data?: Partial<Data> | undefined;
  /** Seconds for which it is valid [`account.links.invitation`]. */
  lifetime?: number | undefined;
  /** Whether Latchkey mails the link; otherwise the app sends `url`, to this address and no other [true]. */
  isMailed?: boolean | undefined;
  /** The language of the mail, such as `de`, where the option `texts` has it [English]. */
  locale?: string | undefined;
}

/** An invitation that was created. Whoever has its key can sign up with its address. */
export interface Invitation {
  /** The account that it becomes gets the same id, so that the app can prepare its own rows for it. */
  id: string;
  /** For `account.signup`. Stored as a hash only: it cannot be read again. */
  key: string;
  /** The link that was mailed (`account.urls.invitation`). */
  url: string;
  expiresAt: Date;
}

/** Factors from another system. */
export interface ImportedAuthenticators {
  /** Base32. */
  totpSecret?: string;
  recoveryCodes?: readonly string[];
}

/** Who makes a call of the app's own code. */
export interface Acting {
  /** Such as the id of a staff member: stored in the event of what the call does [none]. */
  actor?: string | undefined;
}

/** An event as it is stored. */
export interface StoredEvent extends AuthEvent {
  /** Events sort by their ids as by their time. */
  id: string;
}

/** Reads stored events (`audit`). */
export interface StoredEvents {
  /**
   * The events of a user, the newest first; of a call that has just ended, too.
   *
   * @param page `limit`: at most 1000 [50]. `before`: the `id` of the last event of the page before [none: the newest]
   * @throws SetupError without the option `audit`
   */
  of(userId: string, page?: { limit?: number; before?: string | undefined }): Promise<StoredEvent[]>;
}

/** Calls for the app's own code, scripts and tests. They check no permissions. */
export interface ServerCalls<Fields extends SignupFields, Claims extends CustomClaims = NoClaims> {
  /**
   * Creates an account.
   *
   * @throws AuthError `email_taken`, `username_taken`, `phone_taken`, `password_too_*`, `invalid`
   * @throws SetupError for a `passwordHash` beside a `password`, or in a format that no hasher recognizes
   */
  createUser(user: NewUser<StoredOf<Fields>>, by?: Acting): Promise<User<StoredOf<Fields>>>;
  /**
   * Invites somebody to sign up with an address, which then counts as verified; possible also where signup is closed.
   * It works once. The result is the same whether or not the address has an account: if so, the invited person is told
   * to log in.
   *
   * @throws AuthError `invalid` (param `email` or `data`)
   * @throws SetupError for an invalid `lifetime`; without the option `mail`, unless the app sends the key itself
   */
  createInvitation(invitation: NewInvitation<StoredOf<Fields>>, by?: Acting): Promise<Invitation>;
  /** Withdraws an invitation. @returns false if it was accepted or withdrawn before, or there is none */
  revokeInvitation(id: string, by?: Acting): Promise<boolean>;
  /**
   * Logs a user in without a credential. It does not count as recent authentication, so procedures that need it still ask for it.
   *
   * @param options `actor`: who acts as the user, such as a staff member; stored with the session
   * @throws AuthError `max_sessions` where `session.maxPerUser` refuses further sessions
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
  revokeSessions(userId: string, by?: Acting): Promise<number>;
  /** Deactivates an account (its sessions end) or reactivates it. @returns false when there is no such user */
  setUserActive(userId: string, isActive: boolean, by?: Acting): Promise<boolean>;
  /**
   * Imports a user of another system with everything of theirs, in one transaction. Called again, it adds what is new
   * since, and changes nothing else: neither what the user has changed here nor what they have removed.
   *
   * `@latchkey/server/import` reads the users of allauth, better-auth and Auth.js. No hook is called, no mail is sent.
   *
   * @throws SetupError for a user without `from` or `id`
   */
  importUser(user: ImportedUser<Fields["data"]>, options?: ImportOptions): Promise<ImportResult>;
  /**
   * Adds the factors that a user had in another system. TOTP secrets are Base32; recovery codes keep their format.
   *
   * @returns false if there is no such user, or they already have an authenticator app
   */
  importAuthenticators(userId: string, factors: ImportedAuthenticators, by?: Acting): Promise<boolean>;
  /**
   * Connects the provider accounts with which a user logged in to another system. While no contact of the account is
   * verified, they are removed when somebody verifies one by other means: import into accounts that you have created.
   *
   * @returns false if there is no such user, or one of the accounts is connected already or belongs to a pending signup:
   *   then none of them is imported
   * @throws SetupError for a provider that is not in `social.providers`
   */
  importConnections(userId: string, connections: readonly ImportedConnection[], by?: Acting): Promise<boolean>;
  /** Removes every second factor of a user who has lost them. @returns how many there were, not counting recovery codes */
  removeAuthenticators(userId: string, by?: Acting): Promise<number>;
  /**
   * Access to a provider on behalf of a user (`social.storeTokens`); refreshed shortly before it expires.
   *
   * @param providers those of the user's tenant, where `social.providers` is a function
   * @returns null if none is stored, or it can no longer be refreshed
   */
  getProviderTokens(userId: string, provider: string, providers?: readonly Provider[]): Promise<ProviderAccess | null>;
  /** The user with everything that is stored in `data`. @returns null when there is no such user */
  getUser(userId: string): Promise<User<StoredOf<Fields>> | null>;
}
