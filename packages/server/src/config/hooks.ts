import type { Transaction } from "../db/database.ts";
import type { Authenticator } from "../wire/mfa.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { AuthenticationMethod, SessionInfo, User } from "../wire/state.ts";
import type { ReauthenticationArea } from "./options/reauthenticationOptions.ts";

/**
 * App code that runs in our transactions. A hook that throws rolls back the change. After a deadlock, a lock held by
 * another transaction, or a lost race for an address, the transaction runs again, and its hook with it: effects that
 * cannot be rolled back belong in `onEvent`.
 *
 * `Tx` is the transaction of the app's own database, typed by its driver and schema; `createAuth` infers it from
 * `database`.
 */
export interface AuthHooks<Data = Record<string, unknown>, Tx = Transaction> {
  /** An account was created. Rows that the app inserts with `tx` commit or roll back with it. */
  onSignup?(user: User<Data>, tx: Tx): Promise<void> | void;
  /** A login passed its last step. Its session commits together with the hook's changes. */
  onLogin?(
    user: User<Data>,
    login: { methods: AuthenticationMethod[]; client: ClientKind },
    tx: Tx,
  ): Promise<void> | void;
  /** An account is about to be deleted, along with everything that references it with `on delete cascade`. */
  onUserDelete?(user: User<Data>, tx: Tx): Promise<void> | void;
  /** Whether this user may log in now; false causes `account_inactive`. Called at the start and again at the end of a login. */
  canLogin?(user: User<Data>, tx: Tx): Promise<boolean> | boolean;
  /**
   * Whether this user may remove these factors, which would leave `remaining` (without recovery codes); false causes
   * `cannot_delete_authenticator`, and none is removed. The account is locked, so that two calls cannot each leave what
   * the other removes. Not called for `auth.removeAuthenticators`, nor when an address's owner takes an account over.
   */
  canDeleteAuthenticator?(
    user: User<Data>,
    removal: { removed: Authenticator[]; remaining: Authenticator[] },
    tx: Tx,
  ): Promise<boolean> | boolean;
  /**
   * Whether a call in this area needs recent authentication, in place of `account.reauthentication.required`, whose
   * answer is `isRequired`. Called before the transaction, when the last authentication is not recent, and again when a
   * late request body has arrived. Not called for what always needs it: deleting the account, ending sessions, setting
   * a first password.
   */
  isReauthenticationRequired?(
    user: User<Data>,
    call: {
      area: ReauthenticationArea;
      isRequired: boolean;
      session: SessionInfo;
      methods: AuthenticationMethod[];
      client: ClientKind;
    },
  ): Promise<boolean> | boolean;
}
