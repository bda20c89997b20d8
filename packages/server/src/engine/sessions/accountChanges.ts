import type { AccountTransaction } from "../../db/accounts/accountTransaction.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { transact } from "../../db/database.ts";

/** How what is remembered or open of an account's sessions learns that the account has changed. */
export interface AccountChanges {
  /** Whether other processes must be told: sessions are remembered. */
  readonly isTold: boolean;
  /** Tells other processes, in the transaction that changes the accounts, as its last statement. */
  record(tx: Transaction, userIds: Iterable<string>): Promise<void>;
  /** Tells this process. To be called after the commit, and also when nobody knows whether there was one. */
  done(userIds: readonly string[]): void;
}

interface Parts {
  database: Database;
  accountChanges: AccountChanges;
}

/**
 * Runs one statement that changes accounts without the transaction of a call; or more where they need no transaction.
 *
 * @param work notes the accounts that it changes
 */
export function changeAccounts<Result>(
  { database, accountChanges }: Parts,
  work: (transaction: AccountTransaction) => Promise<Result>,
): Promise<Result> {
  if (accountChanges.isTold) return inAccountTransaction({ database, accountChanges }, work);
  const { noting, done } = notingChanges(accountChanges);
  return work(noting(database)).finally(done);
}

/** The same in one transaction, whether or not other processes must be told. */
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
