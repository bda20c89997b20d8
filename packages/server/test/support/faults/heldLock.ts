import type { SQL } from "drizzle-orm";
import type { Database } from "../../../src/db/database.ts";

/** Another transaction, which has locked something. */
export interface HeldLock extends AsyncDisposable {
  /** Ends it. @param last a last statement before */
  release(last?: SQL): Promise<void>;
}

/** Starts a transaction with this statement, which stays open until it is released. */
export async function hold(database: Database, statement: SQL): Promise<HeldLock> {
  let end: (last: SQL | undefined) => void = () => {};
  const ended = new Promise<SQL | undefined>((resolve) => {
    end = resolve;
  });
  let transaction: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    transaction = database.transaction(async (tx) => {
      await tx.execute(statement);
      resolve();
      const last = await ended;
      if (last !== undefined) await tx.execute(last);
    });
    transaction.catch(reject);
  });
  const release = (last?: SQL) => {
    end(last);
    return transaction;
  };
  return { release, [Symbol.asyncDispose]: () => release() };
}
