import type { AccountTransaction } from "../../db/accounts/accountTransaction.ts";
import { type Transaction, transact } from "../../db/database.ts";
import type { EventsOf, Reporting } from "../audit/withEvents.ts";

/** How cached and open sessions of an account are notified that it has changed. */
export interface AccountChanges {
  /** Whether other processes must be notified, because sessions are cached. */
  readonly isTold: boolean;
  /** Notifies other processes; to be called in the transaction that changes the accounts, as its last statement. */
  record(tx: Transaction, userIds: Iterable<string>): Promise<void>;
  /** Notifies this process. To be called after the commit, and also when it is unknown whether there was one. */
  done(userIds: readonly string[]): void;
}

interface Parts extends Reporting {
  accountChanges: AccountChanges;
}

/**
 * Runs a statement that changes accounts outside of a call's transaction; or several where they need no transaction.
 *
 * @param work records the accounts that it changes
 * @param eventsOf what to report to the app once the change is committed [nothing]
 */
export async function changeAccounts<Result>(
  parts: Parts,
  work: (transaction: AccountTransaction) => Promise<Result>,
  eventsOf?: EventsOf<Result>,
): Promise<Result> {
  const { database, accountChanges, audit, emit } = parts;
  const isStored = audit !== null && eventsOf !== undefined;
  if (accountChanges.isTold || isStored) return inAccountTransaction(parts, work, eventsOf);
  const { noting, done } = notingChanges(accountChanges);
  const result = await work(noting(database)).finally(done);
  for (const event of eventsOf?.(result) ?? []) emit(event);
  return result;
}

/** The same in one transaction, whether or not other processes must be notified. */
export async function inAccountTransaction<Result>(
  { database, accountChanges, audit, emit }: Parts,
  work: (transaction: AccountTransaction) => Promise<Result>,
  eventsOf?: EventsOf<Result>,
): Promise<Result> {
  const { noting, noted, done } = notingChanges(accountChanges);
  const { result, events } = await transact(database, async (tx) => {
    const result = await work(noting(tx));
    const events = eventsOf?.(result) ?? [];
    await audit?.store(tx, events);
    await accountChanges.record(tx, noted);
    return { result, events };
  }).finally(done);
  for (const event of events) emit(event);
  return result;
}

function notingChanges(accountChanges: AccountChanges) {
  const noted = new Set<string>();
  return {
    noted,
    noting: (tx: Transaction): AccountTransaction => ({ tx, changed: (userId) => void noted.add(userId) }),
    done: () => accountChanges.done([...noted]),
  };
}
