import type { Transaction } from "../database.ts";

/**
 * A transaction that changes accounts and records which. Statements that change what a session shows of its account
 * take this instead of the transaction alone: processes that cache sessions are notified before the commit (decision
 * 008).
 */
export interface AccountTransaction {
  readonly tx: Transaction;
  /** Records that an account changes: whatever is cached of its sessions is dropped. */
  changed(userId: string): void;
}

/** Records that an account changes. @returns the transaction, for the statement that changes it */
export function noteChange({ tx, changed }: AccountTransaction, userId: string): Transaction {
  changed(userId);
  return tx;
}
