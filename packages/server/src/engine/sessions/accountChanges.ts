import type { AccountTransaction } from "../../db/accounts/accountTransaction.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { transact } from "../../db/database.ts";

/** How cached and open sessions of an account are notified that it has changed. */
export interface AccountChanges {
  /** Whether other processes must be notified, because sessions are cached. */
  readonly isTold: boolean;
  /** Notifies other processes; to be called in the transaction that changes the accounts, as its last statement. */
  record(tx: Transaction, userIds: Iterable<string>): Promise<void>;
  /** Notifies this process. To be called after the commit, and also when it is unknown whether there was one. */
  done(userIds: readonly string[]): void;
}

interface Parts {
  database: Database;
  accountChanges: AccountChanges;
}

/**
 * Runs a statement that changes accounts outside of a call's transaction; or several where they need no transaction.
 *
 * @param work records the accounts that it changes
 */
export function changeAccounts<Result>(
  { database, accountChanges }: Parts,
  work: (transaction: AccountTransaction) => Promise<Result>,
): Promise<Result> {
  if (accountChanges.isTold) return inAccountTransaction({ database, accountChanges }, work);
  const { noting, done } = notingChanges(accountChanges);
  return work(noting(database)).finally(done);
}

/** The same in one transaction, whether or not other processes must be notified. */
export function inAccountTransaction<Result>(
  { database, accountChanges }: Parts,
  work: (transaction: AccountTransaction) => Promise<Result>,
): Promise<Result> {
  const { noting, noted, done } = notingChanges(accountChanges);
  return transact(database, async (tx) => {
    const result = await work(noting(tx));
    await accountChanges.record(tx, noted);
    return result;
  }).finally(done);
}

function notingChanges(accountChanges: AccountChanges) {
  const noted = new Set<string>();
  return {
    noted,
    noting: (tx: Transaction): AccountTransaction => ({ tx, changed: (userId) => void noted.add(userId) }),
    done: () => accountChanges.done([...noted]),
  };
}
