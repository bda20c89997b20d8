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

/**
 * Runs what changes an account without the transaction of a call.
 *
 * @param work one statement, or more where they need no transaction
 */
export async function changeAccount<Result>(
  { database, accountChanges }: { database: Database; accountChanges: AccountChanges },
  userId: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  try {
    if (!accountChanges.isTold) return await work(database);
    return await transact(database, async (tx) => {
      const result = await work(tx);
      await accountChanges.record(tx, [userId]);
      return result;
    });
  } finally {
    accountChanges.done([userId]);
  }
}
