import type { AuthEvent } from "../config/events.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import type { Raise } from "../db/accounts/raise.ts";
import type { UserRow } from "../db/rows.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";

/** Effects of a change besides its rows. */
export interface AuthTransaction extends AccountTransaction {
  /** Sends a message: it is stored with the change and sent after the commit. */
  send(...messages: readonly OutgoingMessage[]): void;
  /** Runs after the commit, in order: cookies, caches. */
  afterCommit(action: () => void): void;
  /** Reports an event to the app, after the commit. */
  emit(event: EventDetails): void;
  /**
   * Raises the account's version: whatever was issued for it before is void. The change has already proved its right,
   * by a statement that locks the account.
   *
   * @throws AuthError `session_gone` when the account no longer exists
   */
  raise(userId: string, raise: Raise): Promise<void>;
  /** The version that an account must have: the one that was read, or the one to which this change has raised it. */
  versionOf(user: Pick<UserRow, "id" | "version">): number;
}

/** An event without what the request already contains. */
export type EventDetails = Pick<AuthEvent, "type" | "userId"> &
  Partial<Pick<AuthEvent, "at" | "sessionId" | "code" | "detail" | "actor" | "client" | "ip" | "userAgent">>;
