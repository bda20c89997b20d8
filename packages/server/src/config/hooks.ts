import type { Transaction } from "../db/database.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { AuthenticationMethod, User } from "../wire/state.ts";

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
}
