import type { Transaction } from "../database.ts";

/**
 * A transaction that changes accounts, and notes which. Statements that change what a session shows of its account take this
 * rather than the transaction alone: processes that remember sessions are told of it before the commit (decision 008).
 */
export interface AccountTransaction {
  readonly tx: Transaction;
  /** Says that an account changes: what is remembered of its sessions is forgotten. */
  changed(userId: string): void;
}

/** Notes that an account changes. @returns the transaction, for the statement that changes it */
export function noteChange({ tx, changed }: AccountTransaction, userId: string): Transaction {
  changed(userId);
  return tx;
}
