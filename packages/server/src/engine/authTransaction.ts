import type { AuthEvent } from "../config/events.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import type { Raise } from "../db/accounts/raise.ts";
import type { UserRow } from "../db/rows.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";

/** What a change wants done beside its rows. */
export interface AuthTransaction extends AccountTransaction {
  /** Sends a message: it is stored with the change and leaves after the commit. */
  send(...messages: readonly OutgoingMessage[]): void;
  /** Runs after the commit, in order: cookies, caches. */
  afterCommit(action: () => void): void;
  /** Tells the app of what happened, after the commit. */
  emit(event: EventDetails): void;
  /**
   * Raises the account's version: what was given out for it before is void. The change has proved its right already, by
   * a statement that holds the account.
   *
   * @throws AuthError `session_gone` when the account is gone
   */
  raise(userId: string, raise: Raise): Promise<void>;
  /** The version that an account must have: the one that was seen, or the one to which this change has raised it. */
  versionOf(user: Pick<UserRow, "id" | "version">): number;
}

/** An event without what the request knows already. */
export type EventDetails = Pick<AuthEvent, "type" | "userId"> &
  Partial<Pick<AuthEvent, "sessionId" | "code" | "detail">>;
